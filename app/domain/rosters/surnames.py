"""Surnames that are read otherwise than their characters usually are, and those of several characters.

The readings are those that dictionaries of the standard language mark 姓; the table was written down by hand, and not
checked entry by entry against one. Where a surname has two readings, the more widespread one stands here (覃 qin,
翟 zhai, 牟 mou, 乐 yue), since a sort key needs one.
"""

from __future__ import annotations


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


SINGLE = _pairs(
    "单 shan 仇 qiu 解 xie 查 zha 区 ou 朴 piao 盖 ge 任 ren 曾 zeng 缪 miao 晁 chao 翟 zhai 员 yun 贠 yun "
    "冼 xian 洗 xian 秘 bi 折 she 种 chong 重 chong 召 shao 祭 zhai 牟 mou 阚 kan 隗 wei 宓 mi 逄 pang 卜 bu "
    "哈 ha 沈 shen 覃 qin 郗 xi 那 na 宁 ning 车 che 叶 ye 薄 bo 柏 bai 盛 sheng 石 shi 尉 wei 繁 po 黑 he "
    "句 gou 佴 nai 殷 yin 於 yu 粘 nian 占 zhan 郇 xun 俞 yu 强 qiang 么 yao 万 wan 乜 nie 谷 gu 干 gan "
    "臧 zang 藏 zang 舍 she 省 xing 系 xi 降 jiang 角 jue 冯 feng 能 nai 宿 su 莘 shen 都 du 陆 lu 贾 jia "
    "夏 xia 乐 yue 行 xing 朝 chao 令 ling 长 chang 尹 yin 呼 hu 逯 lu 阿 a 艾 ai 瞿 qu 戚 qi 奇 qi 汤 tang "
    "晟 cheng 幺 yao 郄 qie 钭 tou 芮 rui 褚 chu 嵇 ji 臭 chou"
)
LONG = _pairs(
    "欧阳 ouyang 上官 shangguan 司马 sima 诸葛 zhuge 尉迟 yuchi 皇甫 huangfu 令狐 linghu 慕容 murong "
    "司徒 situ 万俟 moqi 长孙 zhangsun 单于 chanyu 澹台 tantai 宇文 yuwen 轩辕 xuanyuan 端木 duanmu "
    "公孙 gongsun 东方 dongfang 西门 ximen 南宫 nangong 夏侯 xiahou 赫连 helian 呼延 huyan 独孤 dugu "
    "拓跋 tuoba 钟离 zhongli 申屠 shentu 太史 taishi 闻人 wenren 鲜于 xianyu 闾丘 lvqiu 淳于 chunyu "
    "公冶 gongye 宗政 zongzheng 濮阳 puyang 百里 baili 东郭 dongguo 南门 nanmen 第五 diwu 梁丘 liangqiu "
    "左丘 zuoqiu 公羊 gongyang 谷梁 guliang 羊舌 yangshe 乐正 yuezheng 亓官 qiguan 司寇 sikou 子车 ziju "
    "颛孙 zhuansun 巫马 wuma 漆雕 qidiao 壤驷 rangsi 夹谷 jiagu 宰父 zaifu 公西 gongxi 段干 duangan "
    "南荣 nanrong 东里 dongli 哥舒 geshu 纳兰 nalan 司空 sikong 公良 gongliang 微生 weisheng 叱干 chigan "
    "完颜 wanyan 耶律 yelv 爱新觉罗 aixinjueluo 叶赫那拉 yehenala 欧陽 ouyang 諸葛 zhuge 長孫 zhangsun "
    "單于 chanyu 尉遲 yuchi 東方 dongfang 澹臺 tantai"
)
LONGEST = max(map(len, LONG))
