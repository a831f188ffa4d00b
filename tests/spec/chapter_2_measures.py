"""The measures: what each counts, from what, and by which day."""

from tests.support.spec import Chapter, Spec

THREE_BASES = Spec(
    title="Three rates have three different bases",
    text="""
Selby had five investigations, four of them upheld; in one of the four the council had already offered a good
remedy. Three compliance outcomes were recorded in the year, all complied. The uphold rate is 4 of the 5
investigations (80 %), the satisfactory remedy rate 1 of the 4 upheld decisions (25 %), the compliance rate 3
of the 3 compliance outcomes (100 %): three sets of cases, not one.
""",
    cases="""
authority | number | outcome    | remedy offered before
Selby     | 1      | upheld     | yes
Selby     | 3      | upheld     | no
Selby     | 1      | not upheld | no
""",
    compliance="""
authority | number | result
Selby     | 3      | on time
""",
    expected="""
authority | measure                  | figure | shown
Selby     | uphold_rate              | 4 of 5 | 80%
Selby     | satisfactory_remedy_rate | 1 of 4 | 25%
Selby     | compliance_rate          | 3 of 3 | 100%
""",
)

DATED_BY_DECISION = Spec(
    title="A decision belongs to the year of its day",
    text="""
The year ending 2022 runs from 1 April 2021 to 31 March 2022, both days included. Of four upheld cases of
Thirsk, those decided on 1 April 2021 and on 31 March 2022 are in it; those of the day before and the day
after are not: 2 of 2. The day a case was received has no say in this: the first of the two came in the year
before.
""",
    cases="""
authority | outcome | received   | decided
Thirsk    | upheld  | 2021-01-04 | 2021-03-31
Thirsk    | upheld  | 2021-01-04 | 2021-04-01
Thirsk    | upheld  | 2021-12-01 | 2022-03-31
Thirsk    | upheld  | 2021-12-01 | 2022-04-01
""",
    expected="""
authority | measure     | figure | received | balance
Thirsk    | uphold_rate | 2 of 2 | 2        | 1 + 2 = 2 + 1
""",
)

DATED_BY_COMPLIANCE = Spec(
    title="A compliance outcome belongs to the year in which it was recorded",
    text="""
Two cases of Pickering were upheld in February 2021, in the year before. Their compliance outcomes were
recorded in June 2021 and in June 2022. The year ending 2022 has one compliance outcome, 1 of 1, and no upheld
decision at all.
""",
    cases="""
authority | number | outcome | decided
Pickering | 2      | upheld  | 2021-02-10
""",
    compliance="""
authority | result  | recorded
Pickering | on time | 2021-06-15
Pickering | on time | 2022-06-15
""",
    expected="""
authority | measure                  | figure  | shown
Pickering | compliance_rate          | 1 of 1  | 100%
Pickering | uphold_rate              | no base | no investigations
Pickering | satisfactory_remedy_rate | no base | no upheld decisions
""",
)

PER_HEAD = Spec(
    title="Upheld decisions per 100,000 residents",
    text="""
York had 19 upheld decisions in the year ending 2023. With 202,800 residents that is 19 × 100,000 / 202,800 =
9.3688…, shown as 9.4, and never with a percent sign. A body without a known population has no base here,
whatever its other figures are.
""",
    year=2023,
    authorities="""
authority | kind    | residents
York      | unitary | 202,800
Moorland  | fire    |
""",
    cases="""
authority | number | outcome
York      | 19     | upheld
Moorland  | 1      | upheld
""",
    expected="""
authority | measure         | figure        | shown
York      | upheld_per_100k | 19 of 202800  | 9.4
Moorland  | upheld_per_100k | no base       | no population known
""",
)

RECEIVED = Spec(
    title="Received cases are counted by subject and by the day they came",
    text="""
Filey: three cases about housing and one about planning came in the year. One of them is still open. A fifth
case, about housing, came in March 2021: it was received in the year before, and decided in this one. So 4
were received, 3 of them about housing; and the books balance: 1 brought forward + 4 received = 4 decided + 1
carried forward.
""",
    cases="""
authority | outcome    | subject  | received   | decided
Filey     | upheld     | Housing  | 2021-05-03 | 2021-09-01
Filey     | closed     | Housing  | 2021-06-03 | 2021-07-01
Filey     | not upheld | Planning | 2021-07-05 | 2021-12-01
Filey     | open       | Housing  | 2022-03-20 |
Filey     | upheld     | Housing  | 2021-03-30 | 2021-08-02
""",
    expected="""
authority | received | received by subject    | decided | by subject                      | balance
Filey     | 4        | Housing 3, Planning 1  | 4       | Housing 2 of 2, Planning 0 of 1 | 1 + 4 = 4 + 1
""",
)

RECEIVED_BEFORE_A_MERGER = Spec(
    title="A case that is open on an authority's last day is its successor's from the next morning",
    text="""
Corby ends with 31 March 2021, and Northfields takes its place. Of Corby's three cases one is decided in time. The
two others it carries forward; Northfields brings them forward, decides one, and has the other still at the year's
end. So the books balance for each of the two.
""",
    authorities="""
authority   | kind    | from       | until      | successors
Corby       | unitary |            | 2021-03-31 | Northfields
Northfields | unitary | 2021-04-01 |            |
""",
    complete=(2021, 2022),
    cases="""
authority   | outcome    | received   | decided
Corby       | upheld     | 2020-06-01 | 2021-03-31
Corby       | not upheld | 2020-11-01 | 2021-05-04
Corby       | open       | 2021-03-31 |
Northfields | upheld     | 2021-04-01 | 2021-09-01
""",
    expected="""
year | authority   | balance
2021 | Corby       | 0 + 3 = 1 + 2
2022 | Northfields | 2 + 1 = 2 + 1
""",
)

TAKEN_OVER_WITHIN_A_YEAR = Spec(
    title="Cases taken over within a year are brought forward too",
    text="""
Ash ends with 30 September 2021, and Birch takes its place. A case that Ash brought into the year and one that came to it
in May are open on that day. Birch takes over both, decides one, and receives one of its own: 2 brought forward, taken
over within the year, + 1 received = 1 decided + 2 carried forward.
""",
    authorities="""
authority | kind    | from       | until      | successors
Ash       | unitary |            | 2021-09-30 | Birch
Birch     | unitary | 2021-10-01 |            |
""",
    cases="""
authority | outcome | received   | decided
Ash       | upheld  | 2021-01-10 | 2021-10-01
Ash       | open    | 2021-05-10 |
Birch     | open    | 2021-10-01 |
""",
    expected="""
authority | balance
Birch     | 2 + 1 = 1 + 2
""",
)

DAYS_LATE = Spec(
    title="How late late remedies were",
    text="""
Helmsley carried out five recommendations of cases whose compliance outcome was recorded in the year. Two were
on time. Three were late: by 3 days, by 40 days, and by 5 days counted from the day to which the due date had
been extended. Of 3, 5 and 40 the one in the middle is 5. The mean would be 16 and would say of two remedies
in three that they came later than they did.
""",
    recommendations="""
authority | result  | due        | extended to | done
Helmsley  | on time | 2021-06-01 |             | 2021-05-20
Helmsley  | on time | 2021-06-01 |             | 2021-06-01
Helmsley  | late    | 2021-06-01 |             | 2021-06-04
Helmsley  | late    | 2021-06-01 | 2021-07-01  | 2021-07-06
Helmsley  | late    | 2021-06-01 |             | 2021-07-11
""",
    expected="""
authority | median days late | remedies
Helmsley  | 5                | apology 5
""",
)

EVEN_MEDIAN = Spec(
    title="The median of an even number of days",
    text="""
Two late remedies of Kirkby, 3 and 6 days late: the middle lies halfway between them, at 4.5 days. A remedy
that was not carried out at all has no days, and is not late: it is not complied.
""",
    recommendations="""
authority | result       | due        | done
Kirkby    | late         | 2021-06-01 | 2021-06-04
Kirkby    | late         | 2021-06-01 | 2021-06-07
Kirkby    | not complied | 2021-06-01 |
""",
    expected="""
authority | median days late
Kirkby    | 4.5
""",
)

LATE_REPLIES = Spec(
    title="Replies to enquiries are late after the day they were due",
    text="""
Five enquiries to Bromley were due in the year. One was answered on the very day, in time. Three were answered
after it. One was never answered, which is no better than late. So 4 of 5 were late: 80 %. An enquiry that was
due in the next year is not in this one.
""",
    enquiries="""
authority | number | due        | answered
Bromley   | 1      | 2021-09-01 | 2021-09-01
Bromley   | 3      | 2021-09-01 | 2021-09-02
Bromley   | 1      | 2021-09-01 |
Bromley   | 1      | 2022-04-01 | 2022-05-01
""",
    expected="""
authority | measure      | figure | shown
Bromley   | late_replies | 4 of 5 | 80%
""",
)

MERGED = """
authority       | kind     | from       | until      | successors
Craven          | district |            | 2023-03-31 | North_Yorkshire
Scarborough     | district |            | 2023-03-31 | North_Yorkshire
North_Yorkshire | unitary  | 2023-04-01 |            |
Ryedale_East    | district |            |            |
"""
MERGED_CASES = """
authority   | number | outcome    | decided
Craven      | 1      | upheld     | 2023-03-31
Craven      | 1      | not upheld | 2022-09-01
Craven      | 1      | upheld     | 2023-04-01
Scarborough | 2      | upheld     | 2023-06-01
"""

LAST_YEAR_OF_A_PREDECESSOR = Spec(
    title="The last year of a council that ended",
    text="""
Craven ended on 31 March 2023 and North Yorkshire began the next day. In the year ending 2023 Craven still has
its figures and is in its group, and North Yorkshire is not there yet. A decision of Craven's last day is
Craven's own: 1 of 2. The decisions after it are not in this year.
""",
    year=2023,
    authorities=MERGED,
    cases=MERGED_CASES,
    expected="""
authority       | measure     | figure           | ended            | began
Craven          | uphold_rate | 1 of 2           | 2023-03-31       | –
Scarborough     | uphold_rate | no base          | 2023-03-31       | –
North_Yorkshire | uphold_rate | not in this year | not in this year | not in this year
""",
)

FIRST_YEAR_OF_A_SUCCESSOR = Spec(
    title="The first year of a council that began",
    text="""
A year later it is the other way round. Craven and Scarborough are gone, and what was decided about them after
their last day counts for North Yorkshire: 1 of Craven and 2 of Scarborough, 3 of 3. Nothing is shown twice
and nothing is lost.
""",
    year=2024,
    authorities=MERGED,
    cases=MERGED_CASES,
    expected="""
authority       | measure     | figure           | predecessors        | began
Craven          | uphold_rate | not in this year | not in this year    | not in this year
Scarborough     | uphold_rate | not in this year | not in this year    | not in this year
North_Yorkshire | uphold_rate | 3 of 3           | Craven, Scarborough | 2023-04-01
""",
)

SPLIT = Spec(
    title="A council split among several",
    text="""
Northshire ended on 31 March 2021 and was split into North and West. A case about it decided in the next year
counts for the successor that the extract names: two for North, one for West.
""",
    authorities="""
authority  | kind    | from       | until      | successors
Northshire | county  |            | 2021-03-31 | North West
North      | unitary | 2021-04-01 |            |
West       | unitary | 2021-04-01 |            |
""",
    cases="""
authority  | number | outcome    | received   | decided    | successor
Northshire | 1      | upheld     | 2021-02-01 | 2021-06-01 | North
Northshire | 1      | not upheld | 2021-02-01 | 2021-06-01 | North
Northshire | 1      | upheld     | 2021-02-01 | 2021-06-01 | West
""",
    expected="""
authority | measure     | figure | predecessors
North     | uphold_rate | 1 of 2 | Northshire
West      | uphold_rate | 1 of 1 | Northshire
""",
)

INCOMPLETE_YEARS = Spec(
    title="Years that are not complete are not counted",
    text="""
An extract for the year ending 2022 also holds two older cases of Whitby, decided in the year ending 2021,
because their compliance fell due in 2022. They are not all the cases of 2021, so nothing is said of 2021: no
figure, no pooled years, no point on the strip. Only 2022 was declared complete.
""",
    cases="""
authority | number | outcome    | decided
Whitby    | 2      | upheld     | 2021-02-01
Whitby    | 1      | not upheld | 2021-11-01
""",
    compliance="""
authority | number | result  | recorded
Whitby    | 2      | on time | 2021-05-01
""",
    expected="""
authority | measure         | figure | pooled | strip
Whitby    | uphold_rate     | 0 of 1 | –      | 2022 0%
Whitby    | compliance_rate | 2 of 2 | –      | 2022 100%
""",
)

NO_CASE_AT_ALL = Spec(
    title="An authority with no case at all has its row",
    text="""
No case was decided or received about Rutland in the year, and it has figures all the same: that there were
none.
""",
    authorities="""
authority | kind    | residents
Rutland   | unitary | 41,000
""",
    expected="""
authority | measure         | figure     | shown             | decided | received
Rutland   | uphold_rate     | no base    | no investigations | 0       | 0
Rutland   | compliance_rate | no base    | none were due     | 0       | 0
Rutland   | upheld_per_100k | 0 of 41000 | 0.0               | 0       | 0
""",
)

CHAPTER = Chapter(
    "The measures",
    "Each measure has its own base, its own numerator and its own day.",
    (
        THREE_BASES,
        DATED_BY_DECISION,
        DATED_BY_COMPLIANCE,
        PER_HEAD,
        RECEIVED,
        DAYS_LATE,
        EVEN_MEDIAN,
        LATE_REPLIES,
        LAST_YEAR_OF_A_PREDECESSOR,
        FIRST_YEAR_OF_A_SUCCESSOR,
        SPLIT,
        INCOMPLETE_YEARS,
        NO_CASE_AT_ALL,
    ),
)
