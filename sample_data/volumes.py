"""How many: each authority's year as counts, drawn by chance and then steered to the averages of its kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random

from sample_data.bodies import residents
from sample_data.mix import mix, of_year, rounded
from sample_data.reorganisations import living
from upheld.vocabulary.authorities import Authority, AuthorityDirectory
from upheld.vocabulary.year import Year

SMALL_DISTRICT = 90_000


@dataclass
class Volume:
    """One authority's year: ``upheld`` of ``investigated`` of ``decided``. If ``fixed`` it is not steered."""

    authority: Authority
    year: Year
    decided: int
    investigated: int = 0
    upheld: int = 0
    satisfactory: int = 0
    fixed: bool = False


@dataclass(frozen=True)
class Character:
    """How an authority differs from its kind: in complaints, in how often they are right, in lateness."""

    complaints: float
    upheld: float
    late: float


def characters(directory: AuthorityDirectory, random: Random) -> dict[str, Character]:
    """Each authority's own character, the same in every year; a few of each kind are outliers."""
    differences = mix()["differences"]
    found = {}
    for authority in directory:
        upheld = (random.random() * 2 - 1) * differences["usual"]
        complaints = 0.45 + (random.random() + random.random()) * 0.55
        found[authority.id] = Character(complaints, upheld, 0.4 + random.random() * 1.2)
    for authority, sign in _outliers(directory, random):
        usual = found[authority.id]
        found[authority.id] = Character(
            usual.complaints, sign * differences["outlier"], usual.late * (1 + 2 * (sign > 0))
        )
    return found


def _outliers(directory: AuthorityDirectory, random: Random) -> list[tuple[Authority, int]]:
    """The outliers, among the larger half of their kind: in a small authority nobody could see it."""
    by_kind = sorted(directory, key=lambda one: (one.kind, one.id))
    found = []
    for _, members in groupby(by_kind, key=lambda one: one.kind):
        large = sorted(members, key=lambda one: (-max((p.residents for p in one.populations), default=0), one.id))
        large = large[: len(large) // 2]
        chosen = random.sample(large, min(mix()["differences"]["outliers_of_each_kind"], len(large)))
        found += [(one, 1 if n % 2 == 0 else -1) for n, one in enumerate(chosen)]
    return found


def draw(
    directory: AuthorityDirectory,
    years: Sequence[Year],
    cases: int,
    characters: dict[str, Character],
    random: Random,
) -> list[Volume]:
    """Every authority's volume in every year, steered so that each kind meets its averages."""
    volumes = []
    for year in years:
        of_this_year = _decided(directory, year, cases, characters, random)
        for volume in of_this_year:
            _split(volume, characters, random)
        for kind in sorted(mix()["kinds"]):
            _steer(kind, year, of_this_year, random)
        volumes += of_this_year
    return volumes


def _decided(
    directory: AuthorityDirectory, year: Year, cases: int, characters: dict[str, Character], random: Random
) -> list[Volume]:
    authorities = living(directory, year)
    fixed = [_fixed(one, year) for one in authorities if _is_fixed(one, year)]
    drawn = [one for one in authorities if not _is_fixed(one, year)]
    quiet = _quiet(drawn, year, random)
    weights = [weight(one, year) * characters[one.id].complaints * (one.id not in quiet) for one in drawn]
    wanted = rounded(cases * of_year(mix()["years"], year.ending)) - sum(volume.decided for volume in fixed)
    hits = Counter(random.choices(range(len(drawn)), weights, k=max(wanted, 0)) if any(weights) else [])
    return fixed + [Volume(one, year, hits[n]) for n, one in enumerate(drawn)]


def _is_fixed(authority: Authority, year: Year) -> bool:
    return str(year.ending) in mix()["fixed"].get(authority.id, {})


def _fixed(authority: Authority, year: Year) -> Volume:
    return Volume(authority, year, **mix()["fixed"][authority.id][str(year.ending)], fixed=True)


def _quiet(authorities: Sequence[Authority], year: Year, random: Random) -> set[str]:
    small = [one.id for one in authorities if one.kind == "district" and residents(one, year.end) < SMALL_DISTRICT]
    wanted = mix()["differences"]["quiet_districts"]
    return set(random.sample(small, wanted)) if len(small) > 10 * wanted else set()


def weight(authority: Authority, year: Year) -> float:
    """How many of a year's cases an authority has, beside others."""
    kind = mix()["kinds"][authority.kind]
    return float(kind.get("a_year") or kind["decided"] * residents(authority, year.end) / 100_000)


def _split(volume: Volume, characters: dict[str, Character], random: Random) -> None:
    if volume.fixed:
        return
    kind, year = mix()["kinds"][volume.authority.kind], volume.year.ending
    own = of_year(kind["upheld"], year) + characters[volume.authority.id].upheld
    volume.investigated = happens(random, volume.decided, kind["investigated"])
    volume.upheld = happens(random, volume.investigated, own)
    volume.satisfactory = happens(random, volume.upheld, of_year(kind["satisfactory"], year))


def happens(random: Random, times: int, chance: float) -> int:
    """How often something happens in so many tries."""
    return sum(random.random() < chance for _ in range(times))


def _steer(kind: str, year: Year, volumes: Sequence[Volume], random: Random) -> None:
    """Move counts up or down, one here and one there, until the kind's pooled rates are those of the mix."""
    members = [volume for volume in volumes if volume.authority.kind == kind]
    numbers = mix()["kinds"][kind]
    if sum(volume.investigated for volume in members) >= 20:
        _move(members, "upheld", "investigated", of_year(numbers["upheld"], year.ending), random)
    if sum(volume.upheld for volume in members) >= 20:
        _move(members, "satisfactory", "upheld", of_year(numbers["satisfactory"], year.ending), random)


def _move(members: Sequence[Volume], counted: str, base: str, rate: float, random: Random) -> None:
    gap = rounded(rate * sum(getattr(one, base) for one in members)) - sum(getattr(one, counted) for one in members)
    step = 1 if gap > 0 else -1
    free = [one for one in members if not one.fixed]
    while gap:
        room = [_room(one, counted, base, step) for one in free]
        one = random.choices(free, room)[0]
        setattr(one, counted, getattr(one, counted) + step)
        gap -= step


def _room(volume: Volume, counted: str, base: str, step: int) -> int:
    """How many of an authority's cases could move; an upheld case with a satisfactory remedy stays upheld."""
    count: int = getattr(volume, counted)
    if step > 0:
        return int(getattr(volume, base)) - count
    return count - (volume.satisfactory if counted == "upheld" else 0)
