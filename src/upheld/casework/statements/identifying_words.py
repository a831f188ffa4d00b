"""The words that the rules of `identifying` go by."""

import re

TITLES = "Mr|MR|Mrs|MRS|Ms|MS|Miss|MISS|Mx|Dr|DR|Cllr|Councillor|Prof|Professor|Sir|Lady|Lord|Dame|Rev|Reverend|Master"
CAPITALS = "A-Z" + "".join(one for one in map(chr, range(0xC0, 0x530)) if one.isupper())
"""Capitals of Latin, Greek and Cyrillic letters, with every accent that has a letter of its own."""
PARTICLES = "de|van|der|den|von|le|la|du|del|di|al|bin|bint|ap|ab|ferch"
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
STREETS = (
    "Road|Rd|Street|St|Lane|Avenue|Ave|Close|Drive|Way|Crescent|Court|Gardens|Grove|Place|Terrace|Square|Hill"
    "|Mews|Row|Walk|Park|Rise|View|Green|Parade|Path|Yard"
)
NUMBERED = (
    "reference|ref|case|application|account|claim|tenancy|invoice|complaint|policy|permit|licence|passport|order"
    "|PCN|UPRN|NHS|EHC plan|crime number|notice"
)
PLANNING = r"\b(?:[A-Z]{1,4}/)?\d{2,4}/\d{3,5}(?:/[A-Z0-9]{1,6}){1,2}\b"
NUMBER = (
    r"\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven"
    r"|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen"
)
FIRST_NAMES = (
    "Aaron|Adam|Ahmed|Aisha|Alan|Alex|Alexander|Alice|Alison|Amanda|Amy|Andrea|Andrew|Angela|Ann|Anna|Anne|Anthony"
    "|Ben|Benjamin|Brian|Carol|Caroline|Catherine|Charles|Charlotte|Chloe|Christine|Christopher|Claire|Colin|Daniel"
    "|David|Deborah|Denise|Diane|Donna|Edward|Elizabeth|Emily|Emma|Fatima|Fiona|Frank|Gareth|Gary|George|Graham|Grace"
    "|Hannah|Harry|Heather|Helen|Ian|Jack|Jacqueline|James|Jane|Janet|Jason|Jennifer|Jessica|Joan|Joanne|John"
    "|Jonathan|Joseph|Joshua|Julia|Julie|Karen|Katherine|Keith|Kelly|Kenneth|Kevin|Laura|Lauren|Lee|Linda|Lisa|Louise"
    "|Lucy|Margaret|Maria|Mark|Martin|Mary|Matthew|Michael|Michelle|Mohammed|Muhammad|Natalie|Neil|Nicholas|Nicola"
    "|Oliver|Olivia|Pamela|Patricia|Patrick|Paul|Peter|Philip|Priya|Rachel|Rebecca|Richard|Robert|Ruth|Samantha|Samuel"
    "|Sandra|Sarah|Sean|Sharon|Simon|Sophie|Stephanie|Stephen|Steven|Stuart|Susan|Thomas|Timothy|Tracey|Victoria"
    "|William|Zoe"
)
RELATIONS = (
    "son|daughter|mother|father|wife|husband|brother|sister|grandson|granddaughter|grandmother|grandfather|nephew"
    "|niece|aunt|uncle|partner|neighbour|named|called"
)
_NO_NAMES = """
The A An In On At As It He She They We I If When While Since After Before From For But And However This That These
Council Councils Ombudsman Officer Officers Borough County District City Department Service Services Team Trust
Tribunal Court High Appeal Justice Chief Executive Monitoring Act Regulations Code Order Housing Benefit Tax Plan
School Academy College University Hospital Church Care Home Children Adult Adults Education Planning Committee
England Wales Scotland Ireland Britain London Welsh English British Government Local Police
January February March April May June July August September October November December
Monday Tuesday Wednesday Thursday Friday Saturday Sunday Easter Christmas
Universal Credit Personal Independence Payment Blue Badge Stage One Two Background Analysis Decision Summary
Road Street Lane Avenue Close Drive Crescent Terrace Mews Gardens Square
"""
NO_NAMES = frozenset(_NO_NAMES.split())
"""Words that end a name: after them it is an office, a law, a place or a day."""
IS_A_PLACE = re.compile(
    rf"(?:['’]s?)?[ \t\xa0]{{0,3}}(?:{STREETS}|Council|Borough|County|District|School|Academy|College|University"
    r"|Hospital|Church|Trust|Act|House|Primary|Infirmary|Foundation)\b"
)
"""What makes the words before it the name of a place or a body."""
