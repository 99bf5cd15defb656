"""Word lists of the demo: surnames, given names, places. Pinyin without tones stands beside each character."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    words = text.split()
    return tuple(zip(words[::2], words[1::2], strict=True))


# In the order of how common they are; weights fall off by rank. Polyphones have the reading of the surname.
SURNAMES = _pairs(
    "王 wang 李 li 张 zhang 刘 liu 陈 chen 杨 yang 赵 zhao 黄 huang 周 zhou 吴 wu 徐 xu 孙 sun 胡 hu 朱 zhu 高 gao "
    "林 lin 何 he 郭 guo 马 ma 罗 luo 梁 liang 宋 song 郑 zheng 谢 xie 韩 han 唐 tang 冯 feng 于 yu 董 dong 萧 xiao "
    "程 cheng 曹 cao 袁 yuan 邓 deng 许 xu 傅 fu 沈 shen 曾 zeng 彭 peng 吕 lv 苏 su 卢 lu 蒋 jiang 蔡 cai 贾 jia "
    "丁 ding 魏 wei 薛 xue 叶 ye 阎 yan 余 yu 潘 pan 杜 du 戴 dai 夏 xia 钟 zhong 汪 wang 田 tian 任 ren 姜 jiang "
    "范 fan 方 fang 石 shi 姚 yao 谭 tan 廖 liao 邹 zou 熊 xiong 金 jin 陆 lu 郝 hao 孔 kong 白 bai 崔 cui 康 kang "
    "毛 mao 邱 qiu 秦 qin 江 jiang 史 shi 顾 gu 侯 hou 邵 shao 孟 meng 龙 long 万 wan 段 duan 钱 qian 汤 tang "
    "尹 yin 黎 li 易 yi 常 chang 武 wu 乔 qiao 贺 he 赖 lai 龚 gong 文 wen 解 xie 单 shan 仇 qiu 查 zha 曲 qu"
)
LONG_SURNAMES = _pairs(
    "欧阳 ouyang 上官 shangguan 司马 sima 诸葛 zhuge 尉迟 yuchi 皇甫 huangfu 令狐 linghu 慕容 murong 司徒 situ"
)
GIVEN = _pairs(
    "子 zi 梓 zi 浩 hao 宇 yu 轩 xuan 涵 han 欣 xin 怡 yi 雨 yu 晨 chen 佳 jia 思 si 嘉 jia 博 bo 文 wen 俊 jun 杰 jie "
    "明 ming 天 tian 一 yi 诺 nuo 依 yi 可 ke 心 xin 悦 yue 诗 shi 语 yu 若 ruo 曦 xi 泽 ze 睿 rui 铭 ming 皓 hao "
    "然 ran 瑞 rui 霖 lin 彤 tong 萱 xuan 妍 yan 琪 qi 瑶 yao 婷 ting 雪 xue 洋 yang 航 hang 宁 ning 安 an 乐 le "
    "晓 xiao 静 jing 慧 hui 丽 li 娜 na 强 qiang 伟 wei 磊 lei 鹏 peng 飞 fei 龙 long 志 zhi 国 guo 建 jian 华 hua "
    "春 chun 秋 qiu 阳 yang 星 xing 月 yue 朗 lang 景 jing 承 cheng 煜 yu 辰 chen 沐 mu 熙 xi 凯 kai 鑫 xin 旭 xu "
    "艺 yi 馨 xin 美 mei 芳 fang 颖 ying 楠 nan 桐 tong 柏 bai 松 song 墨 mo 书 shu 远 yuan 清 qing 源 yuan 诚 cheng"
)
# Whole names of other peoples, written with the interpunct U+00B7, as many pupils' are.
OTHER_NAMES = (
    ("阿依古丽·买买提", "ayiguli maimaiti"),
    ("迪丽努尔·艾山江", "dilinuer aishanjiang"),
    ("买尔旦·吐尔逊", "maierdan tuerxun"),
    ("古丽娜孜·阿不都热合曼", "gulinazi abudureheman"),
    ("叶尔兰·哈德尔", "yeerlan hadeer"),
    ("巴特尔·斯琴", "bateer siqin"),
)
# 𬀩 (wěi) is U+2C029, outside the basic plane: four bytes in UTF-8.
RARE_NAME = ("王𬀩", "wang wei")

# Short names that pupils type at the start of their user names, and how large a county is against its neighbours.
PLACES: dict[str, tuple[str, int]] = {
    "140000": ("shanxi", 0),
    "140100": ("taiyuan", 0),
    "140200": ("datong", 0),
    "140900": ("xinzhou", 0),
    "140105": ("xiaodian", 30),
    "140106": ("yingze", 22),
    "140109": ("wanbailin", 26),
    "140121": ("qingxu", 16),
    "140213": ("pingcheng", 30),
    "140214": ("yungang", 22),
    "140221": ("yanggao", 14),
    "140226": ("zuoyun", 12),
    "140902": ("xinfu", 54),
    "140921": ("dingxiang", 20),
    "140922": ("wutai", 28),
    "140923": ("daixian", 19),
    "140924": ("fanshi", 24),
    "140925": ("ningwu", 15),
    "140926": ("jingle", 14),
    "140927": ("shenchi", 9),
    "140928": ("wuzhai", 11),
    "140929": ("kelan", 8),
    "140930": ("hequ", 14),
    "140931": ("baode", 15),
    "140932": ("pianguan", 10),
    "140981": ("yuanping", 45),
}
ZONE = ("经济开发区", "kaifa")

QUARTERS = _words(
    "城关 东关 西街 南关 北城 新建路 和平 胜利 育才 实验 希望 阳光 文昌 学府 滨河 长征 光明 建设 团结 春蕾"
)
VILLAGE_HEADS = tuple("王李张刘赵高孙郭马宋杨田石白韩贾侯段董康") + tuple(
    "上下东西南北大小新前后中柳枣榆松泉龙凤金银双三"
)
VILLAGE_TAILS = _words("家庄 家沟 家坪 家营 家会 河 峪 岭 坡 堡 寨 湾 村 梁 塔 窑 台 口")
