"""Words of English grammar that understanding leans on: closed classes, not knowledge about careers."""

from __future__ import annotations

from typing import Final


def word_set(text: str) -> frozenset[str]:
    """The words of a text that is nothing but a list of them."""
    return frozenset(text.split())


QUESTION_WORDS: Final = word_set(
    "what whats what's who whos who's whose which why how hows how's when where wheres whom"
)
AUXILIARIES: Final = word_set(
    "is are am was were do does did can could will would should shall may might must has have had isn't aren't "
    "don't doesn't can't won't wouldn't shouldn't isnt arent dont doesnt cant wont"
)
PREPOSITIONS: Final = word_set("at in for inside within on with under across outside near")
DETERMINERS: Final = word_set("a an the my our your his her their this that these those some any every each no another")
FUNCTION_WORDS: Final = (
    word_set(
        "it its it's i'm im id i'd ive i've you're youre they're theyre thats that's lets let's they them theirs he "
        "she we us ours you yours i me mine and or but so then than as if because though of to from without by "
        "about between into over after before during up out off not yes just only also too very really more most "
        "much many all both either neither other same such be been being get got go going there here one ones"
    )
    | QUESTION_WORDS
    | AUXILIARIES
    | PREPOSITIONS
    | DETERMINERS
)
NEGATIONS: Final = word_set(
    "not no never aren't arent wasn't wasnt don't dont doesn't doesnt didn't didnt can't cant cannot won't wont isn't "
    "isnt wouldn't wouldnt without hardly zero nor neither nothing"
)
COMPARISONS: Final = word_set("vs versus or and than to from between compared into against")
"""Between two names, they set one beside the other: "data science or machine learning"."""
JOB_WORDS: Final = word_set(
    "job jobs role roles position positions career careers work team teams people folks person guy guys side "
    "engineering professional professionals practitioner practitioners specialist specialists pro dev devs"
)
"""After the name of a field, they make it a role: "machine learning jobs"."""
CAREER_WORDS: Final = word_set("job jobs role roles position positions career careers profession")
"""Near the name of a field, they make it a role: "is machine learning a good career"."""
PERSON_WORDS: Final = word_set("i im i'm ive i've id i'd my me myself someone somebody person guy girl man woman")
"""In a message that tells of somebody."""
SMALL_WORDS: Final = (FUNCTION_WORDS - word_set("vs why who when where which")) | word_set(
    "ok okay hm hmm well oh please pls ask tell"
)
"""Beside them alone, the name of a field is a role: "what is ml"."""
FOLLOW_UP_WORDS: Final = SMALL_WORDS - AUXILIARIES - word_set("i be being been get got go going into")
"""All that a fragment such as "ok and what about the" may hold beside roles; with a verb it is a question."""
STAND_IN_WORDS: Final = word_set("it they them their this that these those one ones either both each you your we us")
"""They stand for roles that were spoken of, or for somebody who speaks or listens."""
POINTING_WORDS: Final = word_set("it that this same")
"""With them a question points back: "is it the same for"."""
CORRECTING: Final = word_set("i mean meant said sorry no wait actually nope talking thinking was")
"""They correct what was said before: "no, i meant"."""
SETTING_BESIDE: Final = word_set("vs versus compared against than comparison")
"""Beside one role alone, they set it beside the one that was spoken of."""
REFUSING: Final = word_set("i id i'd do would dont don't not never really want wanna to be become work as a an the")
"""All that stands beside a role in "i don't want to be a"."""
USING: Final = word_set(
    "know knows knowing known learn learning need needs needed use uses using used touch like master mastering "
    "understand understanding speak skip"
)
"""Verbs before which a name is something that work draws on: "need calculus"."""
WORKING: Final = word_set(
    "do does doing work works working job jobs career careers role roles team life future demand useful good "
    "stay become becoming being be degree background experience growing worth"
)
"""Words after which "at", "in" or "for" names a kind of workplace or place: "work at Netflix"."""
WANTING: Final = word_set("need needs use uses hire hires want wants employ employs have has get benefit")
"""Verbs whose subject is a kind of organisation: "does a museum need a data scientist"."""
LEADING_TO_NAMES: Final = (
    PREPOSITIONS
    | USING
    | word_set("from of via onto about after before by per through between around called named like beyond without")
) - word_set("know knows")
"""Words after which a word that nobody knows is a name."""
COORDINATING: Final = word_set("and or plus vs")
NAMING: Final = word_set("called named")
ASKING_FOR_SUBJECTS: Final = word_set("do does would should can why")
"""Words after which the subject of a question stands: "does a museum need"."""
PEOPLE: Final = word_set(
    "mr mrs ms miss dr prof professor boss manager teacher friend mate buddy bro colleague coworker cousin brother "
    "sister uncle aunt neighbour neighbor flatmate roommate classmate wife husband girlfriend boyfriend partner son "
    "daughter nephew niece mum mom dad grandma grandpa gran mother father guy girl lady man woman kid ceo cto cfo hr "
    "founder founders president director guest guests"
)
"""Whoever they are, "does my boss need" is no question about an organisation."""
KINDS_OF_ORGANISATION: Final = word_set(
    "firm firms club clubs practice practices shop shops agency agencies studio studios chain chains industry "
    "industries sector sectors business businesses company companies startup startups organisation organisations "
    "organization organizations institute institutes department departments factory factories store stores office "
    "offices lab labs team teams association associations group groups software app apps world field degree degrees "
    "diploma diplomas certificate certificates certification certifications course courses theory major background "
    "graduate graduates"
)
"""Words that a word before them makes a specific: "law firm", "music degree"."""
PLAIN_COMPLEMENTS: Final = word_set(
    "work home call all once general practice theory life future years year scale school team teams company "
    "companies industry field fields tech job jobs it front production business data ai ml world day days time times "
    "end morning short detail demand charge common mind love fact reality particular house place order stand office "
    "project projects start startup person people someone anyone everyone somebody anybody me you them us him her "
    "each both two one other others organisation organization organisations organizations firm firms employer "
    "employers boss manager managers management here there now today first last least most best worst beginning "
    "moment money fun real sure long while bit lot rest market career careers role roles position positions side "
    "sides part parts title titles way ways thing things stuff question questions answer answers model models system "
    "systems software code coding numbers maths math statistics analytics research deployment infrastructure "
    "pipelines monitoring cloud development engineering science machine learning term terms run stage phase process "
    "level class group english words word beginner beginners kids example free living nothing something anything "
    "everything what that this these those exactly tomorrow next department departments area areas space workplace "
    "context setting environment environments case cases crowd middle background hurry trouble shape touch view "
    "sight hand hands return advance addition contrast comparison daughter daughters son sons girl girls boy boys "
    "child children kid cousin cousins wife husband mother father parent parents nephew niece uncle aunt teacher "
    "student students introvert introverts introverted extrovert high low nutshell basis daily monday tuesday "
    "wednesday thursday friday saturday sunday weekday weekend simple plain typical normal average night summer "
    "winter advice help hope luck choice choices difference university uni college lunch dinner party shower bed bus "
    "train friend friends brother sister mum mom dad disguise action style control secret public private silence "
    "peace heart glance paper pressure stress passion extra great little less fewer enough coffee steps joy pride "
    "care ease family ever ages decades weeks months starters sake dummies newbies breakfast dessert dreams doubt "
    "need trend line progress retirement holiday vacation weekends mornings evenings org orgs minute minutes hour "
    "hours second seconds sentence sentences paragraph desk computer laptop phone internet web net meeting meetings "
    "interview interviews experience own power society humanity earth planet universe existence reason reasons "
    "purpose sense logic"
)
"""What may follow "at", "in" or "for" without making a question specific."""
