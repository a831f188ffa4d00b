"""Intervals, funnels, verdicts, pooled years and the strip."""

from tests.support.spec import Chapter, Spec

INTERVALS = Spec(
    title="The interval of a rate",
    text="""
Wilson's 95 % interval. 1 of 2 gives 9–91 %: two cases say next to nothing. None of 1 gives 0–79 %, 1 of 1
gives 21–100 %, 19 of 22 gives 67–95 %. It never leaves 0–100 % and always holds the rate.
""",
    cases="""
authority | number | outcome
Ash       | 1      | upheld
Ash       | 1      | not upheld
Elm       | 1      | not upheld
Fir       | 1      | upheld
York      | 19     | upheld
York      | 3      | not upheld
""",
    expected="""
authority | measure     | figure   | interval
Ash       | uphold_rate | 1 of 2   | 9–91%
Elm       | uphold_rate | 0 of 1   | 0–79%
Fir       | uphold_rate | 1 of 1   | 21–100%
York      | uphold_rate | 19 of 22 | 67–95%
""",
)

HALF_UPHELD = """
authority  | number | outcome
Five_all   | 5      | upheld
Five_none  | 5      | not upheld
Six_all    | 6      | upheld
Six_none   | 6      | not upheld
Ten_all    | 10     | upheld
Ten_none   | 10     | not upheld
Ten_nine   | 9      | upheld
Ten_nine   | 1      | not upheld
Ten_one    | 1      | upheld
Ten_one    | 9      | not upheld
Ten_eight  | 8      | upheld
Ten_eight  | 2      | not upheld
Ten_two    | 2      | upheld
Ten_two    | 8      | not upheld
"""

VERDICTS = Spec(
    title="The verdict by the funnel",
    text="""
A group in which exactly half is upheld, so that chances are those of a coin.

Of 5, all upheld has the chance 1/32 = 3.1 %, more than 2.5 %: even that would not be outside, so 5 are too
few to tell. Of 6, all upheld has the chance 1/64 = 1.6 %: outside the 95 % limits, inside the 99.8 % limits,
higher than expected. Of 10, all has the chance 1/1024 = 0.098 %, at most 0.1 %: much higher. 9 or more of 10
has 11/1024 = 1.07 %: higher. 8 or more has 56/1024 = 5.5 %: in line. The other side is the mirror of this
one.
""",
    cases=HALF_UPHELD,
    expected="""
authority | measure     | figure   | similar | inside 95% | inside 99.8% | verdict
Five_all  | uphold_rate | 5 of 5   | 50%     | 0 to 5     | 0 to 5       | too few to tell
Five_none | uphold_rate | 0 of 5   | 50%     | 0 to 5     | 0 to 5       | too few to tell
Six_all   | uphold_rate | 6 of 6   | 50%     | 1 to 5     | 0 to 6       | higher than expected
Six_none  | uphold_rate | 0 of 6   | 50%     | 1 to 5     | 0 to 6       | lower than expected
Ten_all   | uphold_rate | 10 of 10 | 50%     | 2 to 8     | 1 to 9       | much higher than expected
Ten_none  | uphold_rate | 0 of 10  | 50%     | 2 to 8     | 1 to 9       | much lower than expected
Ten_nine  | uphold_rate | 9 of 10  | 50%     | 2 to 8     | 1 to 9       | higher than expected
Ten_one   | uphold_rate | 1 of 10  | 50%     | 2 to 8     | 1 to 9       | lower than expected
Ten_eight | uphold_rate | 8 of 10  | 50%     | 2 to 8     | 1 to 9       | in line
""",
)

ONE_SIDE_IS_ENOUGH = Spec(
    title="Enough to tell on one side",
    text="""
Elm and Ash pool to 36 of 40, 90 %. Of Ash's two cases both upheld would be nothing strange (81 %), but none
would have the chance 1 %: outside. So two are not too few here, and 1 of 2, with 1 or fewer at 19 %, is in
line.
""",
    cases="""
authority | number | outcome
Ash       | 1      | upheld
Ash       | 1      | not upheld
Elm       | 35     | upheld
Elm       | 3      | not upheld
""",
    expected="""
authority | measure     | similar sums | inside 95% | verdict
Ash       | uphold_rate | 36 of 40     | 1 to 2     | in line
""",
)

NOBODY_ELSE = Spec(
    title="Nobody else to compare with",
    text="""
The only county with an investigation is its own average. That is no comparison.
""",
    authorities="""
authority | kind
Shire     | county
Otherton  | county
""",
    cases="""
authority | number | outcome
Shire     | 9      | upheld
""",
    expected="""
authority | measure     | figure  | similar | inside 95% | verdict
Shire     | uphold_rate | 9 of 9  | 100%    | –          | not compared
Otherton  | uphold_rate | no base | 100%    | –          | not compared
""",
)

ALL_OF_ALL = Spec(
    title="A group in which nobody failed",
    text="""
Everybody complied with everything, so the pooled rate is 1 and each count is where it must be: in line. With
the authority outside its own average, Fir's one failure stands against others who had none: their rate says
it cannot happen, and it is much lower than expected.
""",
    compliance="""
authority | number | result
Ash       | 4      | on time
Elm       | 9      | on time
Fir       | 19     | on time
Fir       | 1      | not complied
""",
    rules={"include_own": False},
    expected="""
authority | measure         | figure   | similar sums | verdict
Fir       | compliance_rate | 19 of 20 | 13 of 13     | much lower than expected
Ash       | compliance_rate | 4 of 4   | 28 of 29     | in line
""",
)

MIX_OF_SUBJECTS = Spec(
    title="The number expected, given the mix of subjects",
    text="""
Of all housing investigations 18 of 20 are upheld, 90 %; of all planning investigations 2 of 10, 20 %. Ash has 10 about
housing and 2 about planning: 10 × 90 % + 2 × 20 % = 9.4 upheld would be expected, and there were 8. Elm has 10 and 8:
9 + 1.6 = 10.6, and there were 12.

Elm's rate, 67 %, is the same as Ash's. But Elm is asked about planning four times as often, of which little is upheld:
given that, its number is above what is expected and Ash's is below. Together they are expected to have just what they
have, 20. Measures that are not counted by subject have no such number.
""",
    cases="""
authority | number | subject  | outcome
Ash       | 8      | Housing  | upheld
Ash       | 2      | Housing  | not upheld
Ash       | 2      | Planning | not upheld
Elm       | 10     | Housing  | upheld
Elm       | 2      | Planning | upheld
Elm       | 6      | Planning | not upheld
""",
    expected="""
authority | measure                  | figure   | shown | expected | expected shown
Ash       | uphold_rate              | 8 of 12  | 67%   | 9.4      | 9
Elm       | uphold_rate              | 12 of 18 | 67%   | 10.6     | 11
Elm       | satisfactory_remedy_rate | 0 of 12  | 0%    | –        | –
""",
)

MIX_WITHOUT_OWN = Spec(
    title="The number expected at the rates of the others",
    text="""
The same cases, with authorities outside their own average. Elm has 10 of 10 about housing and 2 of 8 about planning:
at these rates Ash's 10 and 2 would give 10 + 0.5 = 10.5. Ash has 8 of 10 and 0 of 2: Elm's 10 and 8 would give 8.
""",
    rules={"include_own": False},
    cases=MIX_OF_SUBJECTS.cases,
    expected="""
authority | measure     | figure   | expected | expected shown
Ash       | uphold_rate | 8 of 12  | 10.5     | 11
Elm       | uphold_rate | 12 of 18 | 8        | 8
""",
)

A_SUBJECT_OF_ITS_OWN = Spec(
    title="A subject that nobody else has",
    text="""
Of housing 8 of 16 are upheld. Only Ash has investigations about something else: 3 of 4. Held against themselves these
would be just as expected, whatever they are. So the rate of the group over all subjects stands for them, 11 of 20:
6 × 50 % + 4 × 55 % = 5.2.
""",
    cases="""
authority | number | subject  | outcome
Ash       | 3      | Housing  | upheld
Ash       | 3      | Housing  | not upheld
Ash       | 3      | Other    | upheld
Ash       | 1      | Other    | not upheld
Elm       | 5      | Housing  | upheld
Elm       | 5      | Housing  | not upheld
""",
    expected="""
authority | measure     | figure  | expected
Ash       | uphold_rate | 6 of 10 | 5.2
Elm       | uphold_rate | 5 of 10 | 5
""",
)

TOO_FEW_EXPECTED = Spec(
    title="An expected number below 5 is not shown",
    text="""
Half of all districts' investigations are upheld. Of Ash's 10, 5 would be expected, which is just enough to be shown;
of Elm's 8, 4, too few to tell. Oak has no investigations. Shire is the only county with any, and a fire authority has
no group: there are no similar authorities whose rates could be taken.
""",
    authorities="""
authority | kind
Shire     | county
Otherton  | county
Moorfire  | fire
""",
    cases="""
authority | number | outcome
Ash       | 6      | upheld
Ash       | 4      | not upheld
Elm       | 3      | upheld
Elm       | 5      | not upheld
Oak       | 1      | closed
Shire     | 9      | upheld
Shire     | 9      | not upheld
Moorfire  | 9      | upheld
""",
    expected="""
authority | measure     | figure  | expected | expected shown
Ash       | uphold_rate | 6 of 10 | 5        | 5
Elm       | uphold_rate | 3 of 8  | –        | too few to tell
Oak       | uphold_rate | no base | –        | no investigations
Shire     | uphold_rate | 9 of 18 | –        | no similar authorities
Moorfire  | uphold_rate | 9 of 9  | –        | no similar authorities
""",
)

POOLED_YEARS = Spec(
    title="Three years together",
    text="""
Ash had 1 of 2 in the year ending 2020, nothing in 2021 and 2 of 3 in 2022. All three years are complete: 3 of
5 together. The break of 2021 lies inside the three years and is named; that of 2020 parts them from what was
before.
""",
    complete=(2020, 2021, 2022),
    rules={"breaks": (("earlier", 2020), ("closed", 2021))},
    cases="""
authority | number | outcome    | decided
Ash       | 1      | upheld     | 2019-11-01
Ash       | 1      | not upheld | 2019-11-01
Ash       | 2      | upheld     | 2021-11-01
Ash       | 1      | not upheld | 2021-11-01
""",
    expected="""
authority | measure     | pooled                        | strip
Ash       | uphold_rate | 3 of 5, 2020 to 2022 (closed) | 2020 50% (earlier); 2021 no investigations (closed); 2022 67%
""",
)

A_GAP = Spec(
    title="Years that do not follow each other are not pooled",
    text="""
2020 and 2022 are complete and 2021 is not. There is nothing to pool 2022 with, and the strip leaves 2021 out.
The break of 2021 lies between the two points that are shown, so it is marked at the later one.
""",
    complete=(2020, 2022),
    rules={"breaks": (("closed", 2021),)},
    cases="""
authority | number | outcome    | decided
Ash       | 1      | upheld     | 2019-11-01
Ash       | 5      | upheld     | 2020-11-01
Ash       | 1      | not upheld | 2021-11-01
""",
    expected="""
authority | measure     | pooled | strip
Ash       | uphold_rate | –      | 2020 100%; 2022 0% (closed)
""",
)

RESIDENTS_NOT_YET_KNOWN = Spec(
    title="Years without a population are not pooled per head",
    text="""
Ash's residents were first estimated in June 2020, so there is no rate per head for the year that ended in March 2020.
Its 4 upheld decisions of that year stand in the three years of the uphold rate, 4 + 2 + 3 = 9, but not among those per
head: 2 + 3 = 5 in two years with 100,000 residents each, or 2.5 per 100,000 and year.
""",
    complete=(2020, 2021, 2022),
    authorities="""
authority | kind     | residents | residents known
Ash       | district | 100,000   | 2020-06-30
""",
    cases="""
authority | number | outcome    | decided
Ash       | 4      | upheld     | 2019-11-01
Ash       | 2      | upheld     | 2020-11-01
Ash       | 3      | upheld     | 2021-11-01
""",
    expected="""
authority | measure         | pooled                    | strip
Ash       | uphold_rate     | 9 of 9, 2020 to 2022      | 2020 100%; 2021 100%; 2022 100%
Ash       | upheld_per_100k | 5 of 200000, 2021 to 2022 | 2020 no population known; 2021 2.0; 2022 3.0
""",
)

A_NEW_AUTHORITY = Spec(
    title="The years of a new authority",
    text="""
Newshire began on 1 April 2020. Its first year is the year ending 2021; what its predecessor did in 2020 is
not its own, although that year is complete. Two years are pooled. Its strip begins with the mark of its
beginning.
""",
    complete=(2020, 2021, 2022),
    authorities="""
authority | kind    | from       | until      | successors
Oldshire  | county  |            | 2020-03-31 | Newshire
Newshire  | unitary | 2020-04-01 |            |
""",
    cases="""
authority | number | outcome    | decided
Oldshire  | 7      | upheld     | 2019-11-01
Newshire  | 1      | upheld     | 2020-11-01
Newshire  | 1      | not upheld | 2021-11-01
""",
    expected="""
authority | measure     | figure           | pooled               | strip
Newshire  | uphold_rate | 0 of 1           | 1 of 2, 2021 to 2022 | 2021 100% (reorganised); 2022 0%
Oldshire  | uphold_rate | not in this year | not in this year     | not in this year
""",
)

PUBLISHED_TOTALS = Spec(
    title="Published totals of earlier years",
    text="""
Of 2019 it was published that 3 of 4 were upheld; of 2020 only the percentage, 53 %; of 2021 only that there
were 5 investigations, which is no rate. The strip shows the first two, marked as published, and leaves 2021
out. Published totals are not pooled. Of 2018 as well, but for 2022 itself what was counted stands.
""",
    published="""
authority | year | measure     | count | base | percent
Ash       | 2018 | uphold_rate | 1     | 3    | 33
Ash       | 2019 | uphold_rate | 3     | 4    | 75
Ash       | 2020 | uphold_rate |       |      | 53
Ash       | 2021 | uphold_rate |       | 5    |
Ash       | 2022 | uphold_rate | 9     | 9    | 100
""",
    cases="""
authority | number | outcome
Ash       | 1      | upheld
Ash       | 1      | not upheld
""",
    expected="""
authority | measure     | pooled | strip
Ash       | uphold_rate | –      | 2018 33% (published); 2019 75% (published); 2020 53% (published); 2022 50%
""",
)

CHAPTER = Chapter(
    "What a figure can bear",
    "Every rate carries its interval, its place among similar authorities, a verdict, the number expected given what was "
    "complained about, and the years before.",
    (
        INTERVALS,
        VERDICTS,
        ONE_SIDE_IS_ENOUGH,
        NOBODY_ELSE,
        ALL_OF_ALL,
        MIX_OF_SUBJECTS,
        MIX_WITHOUT_OWN,
        A_SUBJECT_OF_ITS_OWN,
        TOO_FEW_EXPECTED,
        POOLED_YEARS,
        A_GAP,
        RESIDENTS_NOT_YET_KNOWN,
        A_NEW_AUTHORITY,
        PUBLISHED_TOTALS,
    ),
)
