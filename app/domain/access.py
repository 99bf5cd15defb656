"""Who may do what. One table of (role, permission) gives two shapes: `may` for one thing, `reach` for a query."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.domain.errors import NotFound, SignInNeeded


class Role(StrEnum):
    """What an account may be over something: its own study, a classroom, a school, a region, the platform."""

    STUDENT = "student"
    TEACHER = "teacher"
    SCHOOL_ADMIN = "school_admin"
    BUREAU = "bureau"
    PLATFORM = "platform"


class Permission(StrEnum):
    """audience:noun:verb."""

    STUDY = "student:lesson:study"
    ATTEMPT_SUBMIT = "student:attempt:submit"
    CLASSROOM_READ = "teacher:classroom:read"
    ASSIGNMENT_CREATE = "teacher:assignment:create"
    PASSWORD_RESET = "teacher:password:reset"  # noqa: S105 - the name of a permission
    SCHOOL_READ = "school:board:read"
    EXCUSE = "school:roster:excuse"
    VOID = "school:completion:void"
    TRANSFER = "school:enrolment:transfer"
    BOARD_READ = "bureau:board:read"
    BOARD_PUBLISH = "bureau:board:publish"
    CAMPAIGN_MANAGE = "bureau:campaign:manage"
    PLATFORM_READ = "platform:status:read"
    ROSTER_IMPORT = "school:roster:import"
    ROSTER_EXPORT = "school:roster:export"
    CLASSROOM_MANAGE = "school:classroom:manage"
    PUPIL_MANAGE = "school:pupil:manage"
    YEAR_PROMOTE = "school:year:promote"
    CARD_PRINT = "teacher:card:print"
    DEVICE_OPEN = "teacher:device:open"
    STAFF_MANAGE = "school:staff:manage"
    AUDIT_READ = "bureau:audit:read"
    REGION_SPEAK = "bureau:note:manage"
    OWN_ACCOUNT = "account:self:manage"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.STUDENT: frozenset({Permission.STUDY, Permission.ATTEMPT_SUBMIT, Permission.OWN_ACCOUNT}),
    Role.TEACHER: frozenset(
        {
            Permission.CLASSROOM_READ,
            Permission.ASSIGNMENT_CREATE,
            Permission.PASSWORD_RESET,
            Permission.CARD_PRINT,
            Permission.DEVICE_OPEN,
            Permission.OWN_ACCOUNT,
        }
    ),
    Role.SCHOOL_ADMIN: frozenset(
        {
            Permission.CLASSROOM_READ,
            Permission.PASSWORD_RESET,
            Permission.SCHOOL_READ,
            Permission.EXCUSE,
            Permission.VOID,
            Permission.TRANSFER,
            Permission.ROSTER_IMPORT,
            Permission.ROSTER_EXPORT,
            Permission.CLASSROOM_MANAGE,
            Permission.PUPIL_MANAGE,
            Permission.YEAR_PROMOTE,
            Permission.CARD_PRINT,
            Permission.DEVICE_OPEN,
            Permission.STAFF_MANAGE,
            Permission.OWN_ACCOUNT,
        }
    ),
    Role.BUREAU: frozenset(
        {
            Permission.BOARD_READ,
            Permission.BOARD_PUBLISH,
            Permission.REGION_SPEAK,
            Permission.CAMPAIGN_MANAGE,
            Permission.TRANSFER,
            Permission.ROSTER_IMPORT,
            Permission.YEAR_PROMOTE,
            Permission.STAFF_MANAGE,
            Permission.AUDIT_READ,
            Permission.OWN_ACCOUNT,
        }
    ),
    Role.PLATFORM: frozenset(
        {
            Permission.PLATFORM_READ,
            Permission.BOARD_READ,
            Permission.CAMPAIGN_MANAGE,
            Permission.TRANSFER,
            Permission.ROSTER_IMPORT,
            Permission.YEAR_PROMOTE,
            Permission.STAFF_MANAGE,
            Permission.AUDIT_READ,
            Permission.OWN_ACCOUNT,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over a target: a classroom for a teacher, a school, a region; None for the platform or oneself."""

    role: Role
    target_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts now. `student_id` and `classroom_id` are set for pupils, `session_tag` binds tickets to the session.

    While `awaits_factor`, the password was right and the code is still missing: nothing is granted until then.
    """

    account_id: UUID
    school_id: UUID
    username: str
    name: str
    grants: tuple[Grant, ...]
    session_tag: bytes = b""
    student_id: UUID | None = None
    classroom_id: UUID | None = None
    grade: int | None = None
    must_change_password: bool = False
    awaits_factor: bool = False
    has_factor: bool = False

    def roles(self) -> frozenset[Role]:
        """All roles held."""
        return frozenset(grant.role for grant in self.grants)

    def holds(self, permission: Permission) -> bool:
        """True where any grant carries the permission, whatever its target."""
        return any(permission in PERMISSIONS[grant.role] for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing is: everything a grant could be over. Regions are the administering ones, from county upwards."""

    school_id: UUID | None = None
    classroom_id: UUID | None = None
    region_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """What a permission covers for an actor: the union of these. Only `app.store.reach` turns it into SQL."""

    everything: bool = False
    classroom_ids: frozenset[UUID] = frozenset()
    school_ids: frozenset[UUID] = frozenset()
    region_ids: frozenset[UUID] = frozenset()

    def covers(self, place: Place) -> bool:
        """True where the place lies inside."""
        return (
            self.everything
            or place.school_id in self.school_ids
            or place.classroom_id in self.classroom_ids
            or not self.region_ids.isdisjoint(place.region_ids)
        )


def reach(actor: Actor, permission: Permission) -> Reach:
    """Everything this actor may use `permission` on. Roles flow down the tree: a region covers what it administers."""
    grants = [grant for grant in actor.grants if permission in PERMISSIONS[grant.role]]
    return Reach(
        everything=any(grant.role is Role.PLATFORM for grant in grants),
        classroom_ids=_targets(grants, Role.TEACHER),
        school_ids=_targets(grants, Role.SCHOOL_ADMIN),
        region_ids=_targets(grants, Role.BUREAU),
    )


def may(actor: Actor, permission: Permission, place: Place) -> bool:
    """True where the actor may use `permission` on what stands at `place`."""
    return reach(actor, permission).covers(place)


def require(actor: Actor | None, permission: Permission, place: Place | None = None) -> Actor:
    """The actor, if allowed. SignInNeeded for nobody, NotFound for what is foreign: a stranger learns nothing."""
    if actor is None:
        raise SignInNeeded
    if not actor.holds(permission) or (place is not None and not may(actor, permission, place)):
        raise NotFound
    return actor


def require_awaiting(actor: Actor | None) -> Actor:
    """The actor whose password was right and whose code is still missing; NotFound for everybody else."""
    if actor is None:
        raise SignInNeeded
    if not actor.awaits_factor:
        raise NotFound
    return actor


def _targets(grants: list[Grant], role: Role) -> frozenset[UUID]:
    return frozenset(grant.target_id for grant in grants if grant.role is role and grant.target_id is not None)
