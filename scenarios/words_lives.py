"""Lives in words, English and Norwegian (bokmål) side by side: events, causes, where somebody came from and is.

``{place}``: in which municipality; ``{left}``: from which; ``{stay}``: after how long on the list.
"""

from agents.doctor import Cause, Event, Stage

Pair = tuple[str, str]

SENTENCES: dict[Event, Pair] = {
    Event.ENROLLED: ("begins medical school", "begynner på medisinstudiet"),
    Event.GRADUATED: ("takes the medical degree", "blir ferdig med medisinstudiet"),
    Event.DROPPED_OUT: ("leaves medical school", "slutter på medisinstudiet"),
    Event.IMMIGRATED: ("comes to Norway{place}", "kommer til Norge{place}"),
    Event.LIS1_HIRED: ("gets a LIS1 post", "får en LIS1-stilling"),
    Event.LIS1_STARTED: ("starts LIS1 in hospital", "begynner i LIS1 på sykehus"),
    Event.LIS1_TO_MUNICIPALITY: (
        "starts the municipal part of LIS1{place}", "begynner på kommunedelen av LIS1{place}",
    ),
    Event.LIS1_QUIT: ("breaks off the municipal part of LIS1{place}", "avbryter kommunedelen av LIS1{place}"),
    Event.LIS1_COMPLETED: ("completes LIS1", "fullfører LIS1"),
    Event.LIS1_GAVE_UP: ("gives up getting a LIS1 post", "gir opp å få LIS1-stilling"),
    Event.LIS1_RETURNED: ("applies for LIS1 again", "søker LIS1 på nytt"),
    Event.GP_ENTERED: ("becomes a GP for the first time{place}", "blir fastlege for første gang{place}"),
    Event.GP_RETURNED: ("becomes a GP again{place}", "blir fastlege igjen{place}"),
    Event.CONTRACT_STARTED: ("starts on a list{place}", "begynner på en liste{place}"),
    Event.CONTRACT_ENDED: ("gives up the list{place}{stay}", "gir fra seg listen{place}{stay}"),
    Event.GP_MOVED: ("changes list{place}{stay}", "bytter liste{place}{stay}"),
    Event.GP_EXITED: ("stops being a GP{place}{stay}", "slutter som fastlege{place}{stay}"),
    Event.GP_RETIRED: ("retires as a GP{place}{stay}", "går av med pensjon som fastlege{place}{stay}"),
    Event.TRAINING_STARTED: (
        "begins specialty training in general practice (ALIS){place}",
        "begynner spesialiseringen i allmennmedisin (ALIS){place}",
    ),
    Event.TRAINING_LEFT: (
        "breaks off specialty training in general practice", "avbryter spesialiseringen i allmennmedisin",
    ),
    Event.SPECIALIST_APPROVED: (
        "is approved as a specialist in general practice", "blir godkjent spesialist i allmennmedisin",
    ),
    Event.LOCUM_STARTED: ("begins to work as a locum{place}", "begynner som vikar{place}"),
    Event.HOSPITAL_STARTED: ("begins specialty training in a hospital", "begynner i spesialisering på sykehus"),
    Event.MUNICIPAL_STARTED: (
        "becomes a municipal doctor without a list{place}", "blir kommunelege uten liste{place}",
    ),
    Event.EMIGRATED: ("moves abroad", "flytter til utlandet"),
    Event.DIED: ("dies", "dør"),
    Event.RETIRED: ("retires", "går av med pensjon"),
    Event.LEFT_OTHER: ("goes over to other work", "går over til annet arbeid"),
    Event.LEAVE_STARTED: ("goes on leave", "går ut i permisjon"),
    Event.HOSPITAL_SPECIALIST_APPROVED: (
        "is approved as a hospital specialist", "blir godkjent spesialist på sykehus",
    ),
    Event.NOTICE_GIVEN: ("gives notice as a GP{place}", "sier opp som fastlege{place}"),
    Event.BONDED: ("gets a LIS1 post with bonding", "får en LIS1-stilling med bindingstid"),
    Event.BOND_BROKEN: ("breaks the bonding", "bryter bindingstiden"),
    Event.INTRODUCTION_STARTED: (
        "begins an introduction agreement{place}", "begynner på en introduksjonsavtale{place}",
    ),
}  # fmt: skip

# Where event and cause together are a sentence of their own.
TOGETHER: dict[tuple[Event, Cause], Pair] = {
    (Event.LIS1_HIRED, Cause.HIRED): (
        "gets a LIS1 post that a municipality has made itself",
        "får en LIS1-stilling som en kommune selv har opprettet",
    ),
    (Event.LIS1_STARTED, Cause.TO_MUNICIPAL): (
        "starts LIS1 with the municipal part{place}", "begynner i LIS1 med kommunedelen{place}",
    ),
    (Event.LIS1_TO_MUNICIPALITY, Cause.RULE): (
        "takes a residual post in the municipal part of LIS1{place}",
        "tar en reststilling i kommunedelen av LIS1{place}",
    ),
    (Event.LIS1_COMPLETED, Cause.RULE): (
        "has service abroad recognised as LIS1", "får tjeneste i utlandet godkjent som LIS1",
    ),
    (Event.LIS1_GAVE_UP, Cause.NOT_HIRED): (
        "gives up LIS1 after a round without a post", "gir opp LIS1 etter en runde uten stilling",
    ),
    (Event.GP_ENTERED, Cause.TAKE_OVER): (
        "becomes a GP for the first time and takes over a list{place}",
        "blir fastlege for første gang og overtar en liste{place}",
    ),
    (Event.GP_ENTERED, Cause.NEW_LIST): (
        "becomes a GP for the first time and opens a new list{place}",
        "blir fastlege for første gang og åpner en ny liste{place}",
    ),
    (Event.GP_RETURNED, Cause.TAKE_OVER): (
        "becomes a GP again and takes over a list{place}", "blir fastlege igjen og overtar en liste{place}",
    ),
    (Event.GP_RETURNED, Cause.NEW_LIST): (
        "becomes a GP again and opens a new list{place}", "blir fastlege igjen og åpner en ny liste{place}",
    ),
    (Event.GP_MOVED, Cause.TAKE_OVER): (
        "moves{left}{stay} and takes over a list{place}", "flytter{left}{stay} og overtar en liste{place}",
    ),
    (Event.GP_MOVED, Cause.NEW_LIST): (
        "moves{left}{stay} and opens a new list{place}", "flytter{left}{stay} og åpner en ny liste{place}",
    ),
    (Event.CONTRACT_STARTED, Cause.TAKE_OVER): ("takes over a list{place}", "overtar en liste{place}"),
    (Event.CONTRACT_STARTED, Cause.NEW_LIST): ("opens a new list{place}", "åpner en ny liste{place}"),
    (Event.CONTRACT_ENDED, Cause.DEATH): ("dies as a GP{place}{stay}", "dør som fastlege{place}{stay}"),
    (Event.EMIGRATED, Cause.TO_ABROAD): ("stays abroad", "blir værende i utlandet"),
    (Event.LEFT_OTHER, Cause.TO_OTHER): (
        "leaves the hospital for other work", "slutter på sykehuset og går over til annet arbeid",
    ),
}  # fmt: skip

# Causes that the sentence of the event holds already.
SAID = {
    (Event.LIS1_STARTED, Cause.HIRED), (Event.LIS1_COMPLETED, Cause.COMPLETED), (Event.LIS1_QUIT, Cause.OWN_CHOICE),
    (Event.GP_MOVED, Cause.MOVE), (Event.GP_RETIRED, Cause.AGE), (Event.TRAINING_LEFT, Cause.DROPOUT),
    (Event.SPECIALIST_APPROVED, Cause.COMPLETED), (Event.DIED, Cause.DEATH), (Event.RETIRED, Cause.AGE),
    (Event.DROPPED_OUT, Cause.DROPOUT), (Event.BOND_BROKEN, Cause.OWN_CHOICE),
}  # fmt: skip

CAUSES: dict[Cause, Pair] = {
    Cause.NONE: ("", ""),
    Cause.HIRED: (", with a post", ", med stilling"),
    Cause.NOT_HIRED: (", without a post", ", uten stilling"),
    Cause.OWN_CHOICE: (", by own choice", ", etter eget ønske"),
    Cause.AGE: (", to retire", ", for å gå av med pensjon"),
    Cause.COMPLETED: (", with everything completed", ", med alt fullført"),
    Cause.DROPOUT: (", broken off", ", avbrutt"),
    Cause.MOVE: (", for another list", ", for en annen liste"),
    Cause.TO_HOSPITAL: (
        ", to begin specialty training in a hospital", ", for å begynne i spesialisering på sykehus",
    ),
    Cause.TO_MUNICIPAL: (
        ", to be a municipal doctor without a list", ", for å bli kommunelege uten liste",
    ),
    Cause.TO_LOCUM: (", to work as a locum", ", for å bli vikar"),
    Cause.TO_OTHER: (", for other work", ", for annet arbeid"),
    Cause.TO_ABROAD: (", to move abroad", ", for å flytte til utlandet"),
    Cause.TO_LEAVE: (", for a long leave", ", for en lang permisjon"),
    Cause.RULE: (", by a rule", ", etter en regel"),
    Cause.NEW_LIST: (", on a new list", ", på en ny liste"),
    Cause.TAKE_OVER: (", taking over a list", ", ved å overta en liste"),
    Cause.DEATH: (", by death", ", ved død"),
}  # fmt: skip

STAGES: dict[Stage, Pair] = {
    Stage.STUDENT: ("medical student", "medisinstudent"),
    Stage.WAITING: ("waiting for LIS1", "venter på LIS1"),
    Stage.LIS1_HOSPITAL: ("in the hospital part of LIS1", "i sykehusdelen av LIS1"),
    Stage.LIS1_MUNICIPALITY: ("in the municipal part of LIS1{place}", "i kommunedelen av LIS1{place}"),
    Stage.GP_TRAINING: ("GP in specialty training{place}", "fastlege i spesialisering{place}"),
    Stage.GP_UNTRAINED: (
        "GP{place}, neither specialist nor in training", "fastlege{place}, verken spesialist eller i spesialisering",
    ),
    Stage.GP_SPECIALIST: ("GP and specialist{place}", "fastlege og spesialist{place}"),
    Stage.MUNICIPAL: ("municipal doctor without a list{place}", "kommunelege uten liste{place}"),
    Stage.HOSPITAL_TRAINEE: ("in specialty training in a hospital", "i spesialisering på sykehus"),
    Stage.HOSPITAL_SPECIALIST: ("hospital specialist", "spesialist på sykehus"),
    Stage.LOCUM: ("locum{place}", "vikar{place}"),
    Stage.LEAVE: ("on long leave", "i lang permisjon"),
    Stage.OTHER: ("in other work", "i annet arbeid"),
    Stage.ABROAD: ("abroad", "i utlandet"),
    Stage.RETIRED: ("retired", "pensjonist"),
    Stage.DEAD: ("dead", "død"),
}  # fmt: skip

# By the channel of the id (agents/names.py): who began there in that month, or was there when the run began.
CAME: dict[str, Pair] = {
    "uio": (
        "who began medicine at the University of Oslo in {month}",
        "som begynte på medisin ved Universitetet i Oslo i {month}",
    ),
    "uib": (
        "who began medicine at the University of Bergen in {month}",
        "som begynte på medisin ved Universitetet i Bergen i {month}",
    ),
    "ntnu": ("who began medicine at NTNU in {month}", "som begynte på medisin ved NTNU i {month}"),
    "uit": (
        "who began medicine at the University of Tromsø in {month}",
        "som begynte på medisin ved Universitetet i Tromsø i {month}",
    ),
    "abroad": ("who began medicine abroad in {month}", "som begynte på medisin i utlandet i {month}"),
    "foreign": (
        "with a degree from another country, in Norway since {month}",
        "med utdanning fra et annet land, i Norge fra {month}",
    ),
    "imm_gp": (
        "who came to Norway as a specialist in general practice in {month}",
        "som kom til Norge som spesialist i allmennmedisin i {month}",
    ),
    "imm_spec": (
        "who came to Norway as a hospital specialist in {month}",
        "som kom til Norge som sykehusspesialist i {month}",
    ),
    "imm_trainee": (
        "who came to Norway for specialty training in a hospital in {month}",
        "som kom til Norge for å spesialisere seg på sykehus i {month}",
    ),
    "start_gp": ("who was a GP at the end of {month}", "som var fastlege ved utgangen av {month}"),
    "start_lis1": ("who was in LIS1 at the end of {month}", "som var i LIS1 ved utgangen av {month}"),
    "start_wait": ("who waited for LIS1 at the end of {month}", "som ventet på LIS1 ved utgangen av {month}"),
    "start_alis": (
        "who was in GP specialty training at the end of {month}",
        "som var i spesialisering i allmennmedisin ved utgangen av {month}",
    ),
    "start_locum": ("who was a locum at the end of {month}", "som var vikar ved utgangen av {month}"),
    "start_htrainee": (
        "who was in specialty training in a hospital at the end of {month}",
        "som var i spesialisering på sykehus ved utgangen av {month}",
    ),
    "start_hspec": (
        "who was a hospital specialist at the end of {month}", "som var sykehusspesialist ved utgangen av {month}",
    ),
    "start_municipal": (
        "who was a municipal doctor without a list at the end of {month}",
        "som var kommunelege uten liste ved utgangen av {month}",
    ),
    "start_outside": (
        "who was in other work at the end of {month}", "som var i annet arbeid ved utgangen av {month}",
    ),
}  # fmt: skip

MONTHS: tuple[Pair, ...] = (
    ("January", "januar"), ("February", "februar"), ("March", "mars"), ("April", "april"), ("May", "mai"),
    ("June", "juni"), ("July", "juli"), ("August", "august"), ("September", "september"), ("October", "oktober"),
    ("November", "november"), ("December", "desember"),
)  # fmt: skip

LIVES: dict[str, Pair] = {
    "life.and": (" and ", " og "),
    "life.place": (" in {town}", " i {town}"),
    "life.left": (" from {town}", " fra {town}"),
    "life.stay": (" after {time} on the list", " etter {time} på listen"),
    "life.month": ("1 month", "1 måned"),
    "life.months": ("{count} months", "{count} måneder"),
    "life.year": ("1 year", "1 år"),
    "life.years": ("{count} years", "{count} år"),
    "life.woman": ("a woman {came}", "en kvinne {came}"),
    "life.man": ("a man {came}", "en mann {came}"),
    "life.somebody": ("a doctor {came}", "en lege {came}"),
    "life.head": ("Doctor {doctor}, {who}.", "Lege {doctor}, {who}."),
    "life.run": (
        "Scenario {scenario} (seed {seed}{draw}, replicate {replicate}):",
        "Scenario {scenario} (frø {seed}{draw}, gjentak {replicate}):",
    ),
    "life.runs": (
        "Scenarios {first} and {second} (seed {seed}{draw}, replicate {replicate}):",
        "Scenarioene {first} og {second} (frø {seed}{draw}, gjentak {replicate}):",
    ),
    "life.draw": (", draw {draw} of 0-{last}", ", trekning {draw} av 0-{last}"),
    "life.moment": ("{month}, {age} years: {text}", "{month}, {age} år: {text}"),
    "life.end": (
        "{month}, {age} years: here the run ends; {state}", "{month}, {age} år: her slutter kjøringen; {state}",
    ),
    "life.not.there": ("no such doctor in this run", "legen finnes ikke i denne kjøringen"),
    "life.nothing": ("nothing happens to this doctor in this run", "ingenting skjer med legen i denne kjøringen"),
    "life.nothing.more": ("nothing more happens to this doctor", "mer skjer ikke med legen"),
    "life.under": ("Under {scenario}:", "Med {scenario}:"),
    "life.same": (
        "The two lives are the same to the end, so they are told once.",
        "De to livene er like helt til slutten, så de fortelles én gang.",
    ),
    "life.same.until": (
        "Until {month} the two lives are the same.", "Frem til {month} er de to livene like.",
    ),
    "life.part": (
        "Here the lives part, in {month}. {first}: {one}. {second}: {other}.",
        "Her skilles livene, i {month}. {first}: {one}. {second}: {other}.",
    ),
    "life.part.nothing": ("nothing that month", "ingenting den måneden"),
    "life.same.again": ("From {month} the two lives are the same again.", "Fra {month} er de to livene like igjen."),
    "life.never": ("{scenario}: not a GP at any time.", "{scenario}: er aldri fastlege."),
    "life.gp": (
        "{scenario}: becomes a GP in {month}{place}, {age} years old; on a list for {time} in all.",
        "{scenario}: blir fastlege i {month}{place}, {age} år gammel; på liste i {time} til sammen.",
    ),
    "life.gp.before": (
        "{scenario}: is a GP when the run begins; on a list for another {time} in all.",
        "{scenario}: er fastlege når kjøringen begynner; på liste i {time} til sammen etter det.",
    ),
    "life.unknown": (
        "doctor {doctor}: nothing happens to such a doctor in {scenarios} (seed {seed}{draw}, replicate {replicate}); "
        "{hint}",
        "lege {doctor}: ingenting skjer med en slik lege i {scenarios} (frø {seed}{draw}, gjentak {replicate}); {hint}",
    ),
    "life.or": (" or ", " eller "),
    "life.hint": (
        "in these runs {doctor} has a life to tell, and all ids stand in lives.parquet of a run with --lives",
        "i disse kjøringene har {doctor} et liv å fortelle, og alle står i lives.parquet fra en kjøring med --lives",
    ),
    "life.hint.none": (
        "ids stand in lives.parquet of a run with --lives", "id-er står i lives.parquet fra en kjøring med --lives",
    ),
}  # fmt: skip
