"""Withholding small numbers, and what would give them back."""

from tests.support.spec import Chapter, Spec

FIVE = {"withhold_below": 5}

THRESHOLD = Spec(
    title="A base below the threshold is withheld",
    text="""
A scheme that withholds below 5. Ash has 3 of 4 and Elm 1 of 2: withheld, with their intervals and verdicts.
Fir has 2 of 5, which is not below 5. Oak has no investigations: that is said, as no base is not a small one.
Withheld is not 0.

The group's average can stand: 3 + 1 + 2 of 4 + 2 + 5 is 6 of 11, and less Fir's 2 of 5 it leaves 4 of 6 to
two authorities, who cannot be told apart.
""",
    rules=FIVE,
    cases="""
authority | number | outcome
Ash       | 3      | upheld
Ash       | 1      | not upheld
Elm       | 1      | upheld
Elm       | 1      | not upheld
Fir       | 2      | upheld
Fir       | 3      | not upheld
Oak       | 1      | closed
""",
    expected="""
authority | measure     | shown             | interval | verdict      | similar sums
Ash       | uphold_rate | withheld          | –        | withheld     | 6 of 11
Elm       | uphold_rate | withheld          | –        | withheld     | 6 of 11
Fir       | uphold_rate | 40%               | 12–77%   | in line      | 6 of 11
Oak       | uphold_rate | no investigations | –        | not compared | 6 of 11
""",
)

SAME_CASES = Spec(
    title="What shows the same cases is withheld too",
    text="""
Ash has 3 of 4 upheld, below the threshold. Its satisfactory remedies are counted from the 3; its figure per
100,000 is made of the 3; its overview, outcomes, subjects and remedies hold the 4 or the 3. All are withheld.
How many cases were decided in all stays: 6, of which nobody can say how many were investigated. Its
compliance outcomes are other cases, and 6 of 6 is shown.
""",
    rules=FIVE,
    authorities="""
authority | residents
Ash       | 50,000
Elm       | 50,000
""",
    cases="""
authority | number | outcome
Ash       | 3      | upheld
Ash       | 1      | not upheld
Ash       | 2      | closed
Elm       | 2      | upheld
Elm       | 1      | not upheld
""",
    compliance="""
authority | number | result
Ash       | 6      | on time
Elm       | 6      | on time
""",
    expected="""
authority | measure                  | figure   | decided | overview                                        | by subject
Ash       | uphold_rate              | withheld | 6       | not_for_us withheld, assessed_and_closed withheld, investigated withheld | Housing withheld, Planning withheld, Other withheld
Ash       | satisfactory_remedy_rate | withheld | 6       | not_for_us withheld, assessed_and_closed withheld, investigated withheld | Housing withheld, Planning withheld, Other withheld
Ash       | upheld_per_100k          | withheld | 6       | not_for_us withheld, assessed_and_closed withheld, investigated withheld | Housing withheld, Planning withheld, Other withheld
Ash       | compliance_rate          | 6 of 6   | 6       | not_for_us withheld, assessed_and_closed withheld, investigated withheld | Housing withheld, Planning withheld, Other withheld
""",
)

ONE_ALONE = Spec(
    title="One withheld alone would be given back by the average",
    text="""
Only Ash, 1 of 3, is below the threshold. With the group's sum of 12 of 26, less Elm's 4 of 8 and Fir's 7 of
15, anybody could work it out. So the next smallest, Elm, is withheld with it; what is left of the sum is then
5 of 11 for two.
""",
    rules=FIVE,
    cases="""
authority | number | outcome
Ash       | 1      | upheld
Ash       | 2      | not upheld
Elm       | 4      | upheld
Elm       | 4      | not upheld
Fir       | 7      | upheld
Fir       | 8      | not upheld
""",
    expected="""
authority | measure     | figure   | similar sums
Ash       | uphold_rate | withheld | 12 of 26
Elm       | uphold_rate | withheld | 12 of 26
Fir       | uphold_rate | 7 of 15  | 12 of 26
""",
)

NOBODY_TO_HIDE_BEHIND = Spec(
    title="With nobody to hide behind the average is withheld",
    text="""
Shire is the only county with investigations, and has 1 of 3. The counties' average would be Shire's own
figure, so it is withheld, and so is the sum of all authorities, from which the other groups could be taken
away.
""",
    rules=FIVE,
    authorities="""
authority | kind
Shire     | county
Otherton  | county
Fir       | district
""",
    cases="""
authority | number | outcome
Shire     | 1      | upheld
Shire     | 2      | not upheld
Fir       | 7      | upheld
Fir       | 8      | not upheld
""",
    expected="""
authority | measure     | figure   | similar  | verdict
Shire     | uphold_rate | withheld | withheld | withheld
Otherton  | uphold_rate | no base  | withheld | not compared
Fir       | uphold_rate | 7 of 15  | 47%      | not compared
""",
)

NATIONAL_SUM = Spec(
    title="The sum of all gives back a withheld group",
    text="""
The same: nothing is said of all authorities together.
""",
    rules=FIVE,
    authorities=NOBODY_TO_HIDE_BEHIND.authorities,
    cases=NOBODY_TO_HIDE_BEHIND.cases,
    expected="""
authority | measure     | figure
all       | uphold_rate | withheld
""",
)

NONE_TOGETHER = Spec(
    title="Where all those withheld are alike the average is withheld",
    text="""
Ash, 0 of 3, and Elm, 0 of 4, are withheld. The sum less Fir's would leave 0 of 7 to the two, and so say 0 of
each. The average is withheld.
""",
    rules=FIVE,
    cases="""
authority | number | outcome
Ash       | 3      | not upheld
Elm       | 4      | not upheld
Fir       | 7      | upheld
Fir       | 8      | not upheld
""",
    expected="""
authority | measure     | figure   | similar  | verdict
Ash       | uphold_rate | withheld | withheld | withheld
Fir       | uphold_rate | 7 of 15  | withheld | withheld
""",
)

AS_FEW_AS_CAN_BE = Spec(
    title="Where those withheld are as few as can be the average is withheld",
    text="""
Ash has 1 of 1 and Elm 0 of 1. The sum less Fir's would leave 1 of 2. Both are said to be withheld and not to have no
investigations; so each has 1, and no other numbers are possible. The average is withheld.
""",
    rules=FIVE,
    cases="""
authority | number | outcome
Ash       | 1      | upheld
Elm       | 1      | not upheld
Fir       | 7      | upheld
Fir       | 8      | not upheld
""",
    expected="""
authority | measure     | figure   | similar  | verdict
Ash       | uphold_rate | withheld | withheld | withheld
Fir       | uphold_rate | 7 of 15  | withheld | withheld
""",
)

ALL_LATE = Spec(
    title="Two measures of the same cases tell by their difference",
    text="""
Of Ash's 3 and Elm's 4 compliance outcomes, 2 and 1 were complied with, all of them late. The sums less Fir's would leave
3 complied of 7, and 3 late of 7: so nobody's was on time. Both averages are withheld.
""",
    rules=FIVE,
    compliance="""
authority | number | result
Ash       | 2      | late
Ash       | 1      | not_complied
Elm       | 1      | late
Elm       | 3      | not_complied
Fir       | 9      | on_time
Fir       | 1      | late
""",
    expected="""
authority | measure         | figure   | similar
Ash       | compliance_rate | withheld | withheld
Fir       | compliance_rate | 10 of 10 | withheld
Fir       | lateness        | 1 of 10  | withheld
""",
)

DECIDED = Spec(
    title="The number of cases decided tells what a withheld number is at most",
    text="""
Ash had one case, and its uphold rate is withheld rather than without investigations: so it is 1 investigation. The
number decided, below 5, is withheld too. Elm's 6 decided say no more of its investigations than the threshold does.
""",
    rules=FIVE,
    cases="""
authority | number | outcome
Ash       | 1      | upheld
Elm       | 2      | upheld
Elm       | 1      | not upheld
Elm       | 3      | closed
Fir       | 7      | upheld
Fir       | 8      | not upheld
""",
    expected="""
authority | measure     | figure   | decided
Ash       | uphold_rate | withheld | withheld
Elm       | uphold_rate | withheld | 6
Fir       | uphold_rate | 7 of 15  | 15
""",
)

EACH_OTHERS_AVERAGE = Spec(
    title="Averages without the authority itself",
    text="""
Each has the average of the others. Of Fir's figure and Fir's average the whole can be had: 5 of 11 + 7 of 15
= 12 of 26. The average beside Ash's withheld figure would be the whole without Ash, and give Ash back; so it
is withheld beside Ash and beside Elm.
""",
    rules={"withhold_below": 5, "include_own": False},
    cases=ONE_ALONE.cases,
    expected="""
authority | measure     | figure   | similar  | similar sums
Ash       | uphold_rate | withheld | withheld | –
Elm       | uphold_rate | withheld | withheld | –
Fir       | uphold_rate | 7 of 15  | 45%      | 5 of 11
""",
)

MEAN_OF_PUBLISHED = Spec(
    title="A mean of rates is that of the published ones",
    text="""
Where the average is a mean of rates, an exact mean can give away the fractions in it. It is taken over the
rates that are shown: Fir 7 of 15 and Oak 3 of 10, (46.67 + 30) / 2 = 38.3 %.
""",
    rules={"withhold_below": 5, "averaging": "mean"},
    cases=ONE_ALONE.cases
    + """
Oak       | 3      | upheld
Oak       | 7      | not upheld
""",
    expected="""
authority | measure     | figure   | similar | similar sums
Ash       | uphold_rate | withheld | 38%     | 15 of 36
Fir       | uphold_rate | 7 of 15  | 38%     | 15 of 36
""",
)

POOLED_WITHHELD = Spec(
    title="Years that hold a withheld year are withheld",
    text="""
Ash had 4 of 8 in 2021 and 1 of 3 in 2022. The two years together, 5 of 11, less the first would be the
second. They are withheld; the strip shows 2021 and says that 2022 is withheld. The same edition a year later
withholds the same of 2022.
""",
    rules=FIVE,
    complete=(2021, 2022),
    cases="""
authority | number | outcome    | decided
Ash       | 4      | upheld     | 2020-11-01
Ash       | 4      | not upheld | 2020-11-01
Elm       | 4      | upheld     | 2020-11-01
Elm       | 5      | not upheld | 2020-11-01
Ash       | 1      | upheld     | 2021-11-01
Ash       | 2      | not upheld | 2021-11-01
Elm       | 2      | upheld     | 2021-11-01
Elm       | 1      | not upheld | 2021-11-01
""",
    expected="""
authority | measure     | figure   | pooled                 | strip
Ash       | uphold_rate | withheld | withheld, 2021 to 2022 | 2021 50%; 2022 withheld
""",
)

SUBJECTS = Spec(
    title="Small subjects inside a figure that is shown",
    text="""
Ash's 6 of 12 is shown. By subject it is 4 of 7 about housing, 1 of 2 about planning, 1 of 3 about other
things. The two small ones are withheld; both together are what is left, 2 of 5. Elm's only small subject is
planning, 1 of 2: with it goes the next smallest, housing.
""",
    rules=FIVE,
    cases="""
authority | number | outcome    | subject
Ash       | 4      | upheld     | Housing
Ash       | 3      | not upheld | Housing
Ash       | 1      | upheld     | Planning
Ash       | 1      | not upheld | Planning
Ash       | 1      | upheld     | Other
Ash       | 2      | not upheld | Other
Elm       | 4      | upheld     | Housing
Elm       | 2      | not upheld | Housing
Elm       | 1      | upheld     | Planning
Elm       | 1      | not upheld | Planning
Elm       | 4      | upheld     | Other
Elm       | 5      | not upheld | Other
""",
    expected="""
authority | measure     | figure  | by subject
Ash       | uphold_rate | 6 of 12 | Housing 4 of 7, Planning withheld, Other withheld
Elm       | uphold_rate | 9 of 17 | Housing withheld, Planning withheld, Other 4 of 9
""",
)

SUBJECTS_THAT_TELL = Spec(
    title="Small subjects of which the rest tells",
    text="""
Of Ash's 9 of 16, all upheld are about housing: that leaves 0 of 6 to planning and other things, and so says 0 of each.
Housing goes with them. Elm has 5 investigations about housing, and 1 about each other thing: what is left, 1 of 2, says
that each is 1. Housing goes with them. Fir's 6 are 2 about each subject; all are withheld.
""",
    rules=FIVE,
    cases="""
authority | number | outcome    | subject
Ash       | 9      | upheld     | Housing
Ash       | 1      | not upheld | Housing
Ash       | 2      | not upheld | Planning
Ash       | 4      | not upheld | Other
Elm       | 2      | upheld     | Housing
Elm       | 3      | not upheld | Housing
Elm       | 1      | upheld     | Planning
Elm       | 1      | not upheld | Other
Fir       | 2      | upheld     | Housing
Fir       | 2      | not upheld | Planning
Fir       | 2      | not upheld | Other
""",
    expected="""
authority | measure     | figure  | by subject
Ash       | uphold_rate | 9 of 16 | Housing withheld, Planning withheld, Other withheld
Elm       | uphold_rate | 3 of 7  | Housing withheld, Planning withheld, Other withheld
Fir       | uphold_rate | 2 of 6  | Housing withheld, Planning withheld, Other withheld
""",
)

ONE_SUBJECT = Spec(
    title="Where nothing is left to withhold with a small subject, all subjects are withheld",
    text="""
Ash's 6 investigations are 3 about housing and 3 about planning, each with 1 upheld. They are what small subjects tell
least of: 2 of 6 together. Elm's 5 are all about one thing, which is its whole figure. Fir's 4 about housing and 4 about
planning are as large as two small ones can be: all subjects go, those with none too, so that nobody knows how many
there are.
""",
    rules=FIVE,
    cases="""
authority | number | outcome    | subject
Ash       | 1      | upheld     | Housing
Ash       | 2      | not upheld | Housing
Ash       | 1      | upheld     | Planning
Ash       | 2      | not upheld | Planning
Elm       | 5      | upheld     | Housing
Fir       | 3      | upheld     | Housing
Fir       | 1      | not upheld | Housing
Fir       | 1      | upheld     | Planning
Fir       | 3      | not upheld | Planning
""",
    expected="""
authority | measure     | figure | by subject
Ash       | uphold_rate | 2 of 6 | Housing withheld, Planning withheld
Elm       | uphold_rate | 5 of 5 | Housing 5 of 5
Fir       | uphold_rate | 4 of 8 | Housing withheld, Planning withheld, Other withheld
""",
)

EXPECTED = Spec(
    title="A number expected is withheld with any number by subject that it is made of",
    text="""
Ash's 2 about planning are withheld, and its housing with them. The number expected of Elm, whose own subjects are all
shown, is made of Ash's too: the 5 about planning at a pooled rate would give Ash's 1 of 2 back. It is withheld for
every district. All subjects of the counties are shown. So their number expected is made of nothing that is not
published: 12 × 50 % = 6 for Shire; for Otherton 4, which is too few to be shown.
""",
    rules=FIVE,
    authorities="""
authority | kind
Shire     | county
Otherton  | county
""",
    cases="""
authority | number | outcome    | subject
Ash       | 5      | upheld     | Housing
Ash       | 4      | not upheld | Housing
Ash       | 1      | upheld     | Planning
Ash       | 1      | not upheld | Planning
Elm       | 4      | upheld     | Housing
Elm       | 5      | not upheld | Housing
Elm       | 2      | upheld     | Planning
Elm       | 3      | not upheld | Planning
Shire     | 7      | upheld     | Housing
Shire     | 5      | not upheld | Housing
Otherton  | 3      | upheld     | Housing
Otherton  | 5      | not upheld | Housing
""",
    expected="""
authority | measure     | figure  | expected | expected shown
Ash       | uphold_rate | 6 of 11 | –        | withheld
Elm       | uphold_rate | 6 of 14 | –        | withheld
Shire     | uphold_rate | 7 of 12 | 6        | 6
Otherton  | uphold_rate | 3 of 8  | –        | too few to tell
""",
)

CHAPTER = Chapter(
    "Small numbers",
    "Where a scheme withholds small numbers, what would give them back is withheld too.",
    (
        THRESHOLD,
        SAME_CASES,
        ONE_ALONE,
        NOBODY_TO_HIDE_BEHIND,
        NATIONAL_SUM,
        NONE_TOGETHER,
        AS_FEW_AS_CAN_BE,
        ALL_LATE,
        DECIDED,
        EACH_OTHERS_AVERAGE,
        MEAN_OF_PUBLISHED,
        POOLED_WITHHELD,
        SUBJECTS,
        SUBJECTS_THAT_TELL,
        ONE_SUBJECT,
        EXPECTED,
    ),
)
