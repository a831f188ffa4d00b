"""Made-up sentences as decisions have them: some with something planted, in braces with its kind; some with nothing."""

PLANTED = """
Mrs {name:Smith} said the Council did not answer her.
Mr {name:John Davies} complained about his bins.
The Council wrote to Ms {name:O'Neill} in May 2021.
Cllr {name:Patel} told the committee of it.
Dr {name:van der Berg} assessed the child.
Mr and Mrs {name:Okafor} appealed.
Mr J {name:Whitfield} asked for a review.
Councillor {name:Ann Lewis-Jones} chaired the panel.
Prof {name:Ndiaye} gave evidence.
Miss {name:Fletcher}'s tenancy ended.
{name:Sarah Whitcombe} rang the Council.
The social worker, {name:David Pryce}, did not reply.
Her son {name:Callum} missed two terms of school.
Her daughter, {name:Aneeka}, has an EHC plan.
Mr X's neighbour {name:Bronwen} built the wall.
A boy named {name:Theo} was placed with them.
Mrs {name:May} asked for a refund.
Mr {name:Lane} lives near the depot.
MR {name:HOLLIS} signed the form.
Mrs
{name:Garside} moved out.
She lives at {address:14 Chestnut Road} with her family.
The works were at {address:221B Upper Mill Lane}.
He moved to {address:Flat 12} in 2020.
The fence at {address:7 Priory Close} fell.
They bought {address:Rose Cottage, Church Lane} in 2018.
The Council visited {address:3, Station Terrace} twice.
Bins at {address:101 St Mary's Street} were missed.
The home is at {postcode:DA1 1DR} now.
The form gave {postcode:SW1A 1AA} as the place.
He wrote {postcode:ll57 2dg} on the form.
It was sent to {postcode:M1 1AE}.
The van came to {postcode:CB21 5XE}.
She rang from {phone:01632 960001} every week.
Her mobile is {phone:07700 900123}.
Call {phone:+44 7700 900 456} they said.
The number {phone:(020) 7946 0018} was written down.
His carer is on {phone:0151-496-0123}.
A relative in France ({phone:+33 1 23 45 67 89}) was told.
He wrote from {e-mail:j.smith@mail.example} to the Council.
Mail to {e-mail:mary_b+council@post.example.org} came back.
The officer used {e-mail:officer.two@council.example} to reply.
The child was born on {date of birth:12 March 2009} in Leeds.
Date of birth: {date of birth:03/11/1956}.
His DOB is {date of birth:1981-04-30}.
Born {date of birth:4th of July 1990}, he was in care.
She was born in {date of birth:1948} and lives alone.
On {date of birth:2 May 2015} (date of birth of the child) it began.
His National Insurance number {reference:AB 12 34 56 C} was on it.
Her NHS number is {reference:943 476 5919}.
The planning application {reference:21/01234/FUL} was refused.
The council tax account {reference:550123987} was closed.
PCN {reference:WK1234567A} was cancelled.
UPRN {reference:100023336956} was wrong.
The car {reference:AB12 CDE} was towed.
The account at {reference:20-11-43} was credited.
Our case {reference:19 004 512} was about the same.
Mr X, aged {age:87}, lives alone.
Her {age:six-year-old} was out of school.
He is {age:93 years old} and frail.
Mrs Y is {age:in her late seventies} and deaf.
"""

CLEAN = """
Mr X complained about the Council.
Mrs Y said that Officer A did not call back.
Miss B asked for housing in March 2021.
Mr and Mrs X appealed to the Council.
Dr C wrote a report for the Tribunal.
Councillor D chaired the meeting.
The Council apologised to Ms X and paid her £500.
Mr X's son, Y, is out of school.
Mrs X The Council's officer visited.
The Council agreed to pay Mr X £1,250.
Dartford Borough Council was at fault.
Kent County Council's policy was not followed.
The London Borough of Brent paid £300.
Under the Housing Act 1996 the Council must decide.
The Children Act 1989 says so.
The Local Government Act 1974, sections 26(1) and 26A(1), applies.
See section 30(1B) of the Act.
The Care and Support (Charging) Regulations 2014 apply.
The High Court decided this in 2019.
The First-tier Tribunal heard the appeal.
Mr Justice Holgate gave judgment.
On 12 March 2021 the Council wrote to Mr X.
The complaint was made on 03/11/2021.
The decision is dated 2021-04-30.
The plan was issued on 4 May 2020 and reviewed in June.
It took 26 weeks and 3 days.
The Council has 20 working days to reply.
The plan is for children aged 5 to 16.
Those aged 65 or over may apply.
It applies to people of the age of 18 and over.
The service is for adults aged 18 and over.
The Council paid £10,000,000 for the works.
The fee was £12345678 over ten years.
In 2019-2020 there were 14 complaints.
Stage 2 of the complaints procedure took 9 months.
Victoria Road was closed for works.
Charlotte Street has a bus lane.
The James Paget Hospital discharged Mr X.
St Mary's Primary School named a place.
Mr X appealed against Council Tax bands.
The Ombudsman's Guidance on Remedies was followed.
Officer B and Officer C left the Council.
A social worker (Officer E) visited in April.
Its partner Council agreed.
The child, whom I shall call Z, moved.
The Council called Monday's meeting.
The Blue Badge was refused.
Universal Credit was paid from May.
The Department for Education publishes guidance.
The Equality Act 2010 protects Mrs X.
Paragraph 12 of the policy is clear.
Figure 3 shows the delay of 11 weeks.
There were 3 visits in 2 weeks at 10.30 in the morning.
The 2nd visit was on 1 June.
Band B2 2nd review took a month.
Mr X is a parent of a child with special needs.
The Council's case review found delay.
I have completed my investigation.
The order was made in 2018 by the Council.
The application was valid and the notice was served.
"""


def planted() -> list[tuple[str, list[tuple[int, int, str]]]]:
    """Each text with the spans and kinds of what is planted in it."""
    return [_read(one) for one in _lines(PLANTED)]


def clean() -> list[str]:
    """Texts in which nothing is to be found."""
    return _lines(CLEAN)


def _lines(text: str) -> list[str]:
    return text.strip().replace("Mrs\n{", "Mrs\v{").split("\n")


def _read(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    text, spans = "", []
    for at, piece in enumerate(marked.replace("\v", "\n").replace("}", "{").split("{")):
        kind, _, planted = piece.partition(":") if at % 2 else ("", "", piece)
        if at % 2:
            spans.append((len(text), len(text) + len(planted), kind))
        text += planted
    return text, spans
