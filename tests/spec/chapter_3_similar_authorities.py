"""Similar authorities and their average."""

from tests.support.spec import Chapter, Spec

FIVE_DISTRICTS = """
authority | number | outcome
Ash       | 1      | upheld
Ash       | 1      | not upheld
Beech     | 3      | upheld
Cedar     | 1      | upheld
Elm       | 2      | upheld
Elm       | 3      | not upheld
Fir       | 2      | upheld
Fir       | 3      | not upheld
"""

POOLED = Spec(
    title="A pooled average adds up cases",
    text="""
Five districts: 1 of 2, 3 of 3, 1 of 1, 2 of 5 and 2 of 5. Pooled, every case weighs the same: (1 + 3 + 1 + 2
+ 2) of (2 + 3 + 1 + 5 + 5) is 9 of 16, 56.25 %, shown as 56 %.
""",
    cases=FIVE_DISTRICTS,
    expected="""
authority | measure     | figure | similar | similar sums
Ash       | uphold_rate | 1 of 2 | 56%     | 9 of 16
Elm       | uphold_rate | 2 of 5 | 56%     | 9 of 16
""",
)

MEAN = Spec(
    title="A mean average adds up rates",
    text="""
The same five districts under a scheme that takes the mean of rates: (50 + 100 + 100 + 40 + 40) / 5 = 66 %.
Every authority weighs the same, and the two districts with the fewest cases carry the average up by ten
points. The sums stay 9 of 16, and the verdict goes by them: a mean of rates is not the chance of anything.
""",
    cases=FIVE_DISTRICTS,
    rules={"averaging": "mean"},
    expected="""
authority | measure     | figure | similar | similar sums
Ash       | uphold_rate | 1 of 2 | 66%     | 9 of 16
Elm       | uphold_rate | 2 of 5 | 66%     | 9 of 16
""",
)

WITHOUT_OWN = Spec(
    title="An average without the authority itself",
    text="""
A scheme may leave an authority out of its own average, and then each has another. For Ash the others are 3 of
3, 1 of 1, 2 of 5 and 2 of 5: 8 of 14, 57.1 %. For Beech they are 9 − 3 = 6 of 16 − 3 = 13: 46.2 %.
""",
    cases=FIVE_DISTRICTS,
    rules={"include_own": False},
    expected="""
authority | measure     | similar | similar sums
Ash       | uphold_rate | 57%     | 8 of 14
Beech     | uphold_rate | 46%     | 6 of 13
""",
)

MEAN_WITHOUT_OWN = Spec(
    title="A mean without the authority itself",
    text="""
The mean of the other four for Ash: (100 + 100 + 40 + 40) / 4 = 70 %. For Beech: (50 + 100 + 40 + 40) / 4 =
57.5 %, a tie, which goes away from zero: 58 %.
""",
    cases=FIVE_DISTRICTS,
    rules={"averaging": "mean", "include_own": False},
    expected="""
authority | measure     | similar
Ash       | uphold_rate | 70%
Beech     | uphold_rate | 58%
""",
)

MEAN_OF_THOSE_WITH_A_BASE = Spec(
    title="Those without a base are in no average",
    text="""
Elm has 1 of 2. Fir had no investigations: it has no rate, and no rate is not 0. The mean is 50 %, not 25 %.
Fir is shown the average all the same.
""",
    cases="""
authority | number | outcome
Elm       | 1      | upheld
Elm       | 1      | not upheld
Fir       | 4      | closed
""",
    rules={"averaging": "mean"},
    expected="""
authority | measure     | figure  | shown             | similar | verdict
Elm       | uphold_rate | 1 of 2  | 50%               | 50%     | not compared
Fir       | uphold_rate | no base | no investigations | 50%     | not compared
""",
)

KINDS_APART = Spec(
    title="Similar means of the same kind",
    text="""
A county is compared with counties, a district with districts. The county's 3 of 4 (75 %) has no part in the
districts' average: 1 of 2 and 0 of 2 pool to 1 of 4, 25 %. Over all authorities together it is 4 of 8, 50 %,
and that is nobody's group.
""",
    authorities="""
authority | kind
Shire     | county
Otherton  | county
Ash       | district
Elm       | district
""",
    cases="""
authority | number | outcome
Shire     | 3      | upheld
Shire     | 1      | not upheld
Ash       | 1      | upheld
Ash       | 1      | not upheld
Elm       | 2      | not upheld
""",
    expected="""
authority | measure     | figure  | similar | verdict
Shire     | uphold_rate | 3 of 4  | 75%     | not compared
Ash       | uphold_rate | 1 of 2  | 25%     | too few to tell
""",
)

NO_GROUP = Spec(
    title="A kind without a group",
    text="""
A national park authority has its own figures and is compared with nobody: two parks are not a group, and no
group is not 0 %.
""",
    authorities="""
authority | kind
Moors     | national_park
Dales     | national_park
""",
    cases="""
authority | number | outcome
Moors     | 1      | upheld
Dales     | 1      | not upheld
""",
    expected="""
authority | measure     | figure | shown | similar                | similar sums | verdict
Moors     | uphold_rate | 1 of 1 | 100%  | no similar authorities | –            | not compared
Dales     | uphold_rate | 0 of 1 | 0%    | no similar authorities | –            | not compared
""",
)

NATIONAL = Spec(
    title="All authorities together",
    text="""
The sum over all authorities takes in those without a group: 1 of 2 of a district and 2 of 3 of a fire
authority are 3 of 5, 60 %.
""",
    authorities="""
authority | kind
Ash       | district
Moorland  | fire
""",
    cases="""
authority | number | outcome
Ash       | 1      | upheld
Ash       | 1      | not upheld
Moorland  | 2      | upheld
Moorland  | 1      | not upheld
""",
    expected="""
authority | measure     | figure | shown
all       | uphold_rate | 3 of 5 | 60%
""",
)

EXISTED_AT_THE_YEAR_END = Spec(
    title="A group is those that existed at the year end",
    text="""
Oldham Parva ended on 30 September 2021, in the middle of the year. Its decision of May 2021 is its own, but
at the year end it is no longer there: it has no figures, and its decision is in no average. Ash's average is
Ash's own 1 of 2.
""",
    authorities="""
authority    | kind     | until      | successors
Oldham_Parva | district | 2021-09-30 | Ash
Ash          | district |            |
""",
    cases="""
authority    | number | outcome    | decided
Oldham_Parva | 1      | upheld     | 2021-05-03
Ash          | 1      | upheld     | 2021-11-03
Ash          | 1      | not upheld | 2021-11-03
""",
    expected="""
authority    | measure     | figure           | similar sums
Oldham_Parva | uphold_rate | not in this year | not in this year
Ash          | uphold_rate | 1 of 2           | 1 of 2
""",
)

CHAPTER = Chapter(
    "Similar authorities",
    "Who is compared with whom, and what their average is.",
    (
        POOLED,
        MEAN,
        WITHOUT_OWN,
        MEAN_WITHOUT_OWN,
        MEAN_OF_THOSE_WITH_A_BASE,
        KINDS_APART,
        NO_GROUP,
        NATIONAL,
        EXISTED_AT_THE_YEAR_END,
    ),
)
