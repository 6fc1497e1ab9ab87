"""Texts of the lessons, English and Norwegian (bokmål): key -> (en, nb).

Of a lesson: ``lesson.KEY.title``, ``.scene`` and ``.try.0``, ``.try.1``. Of a question ``lesson.KEY.QUESTION`` (what is
asked), for every band ``.BAND`` (the answer) and ``.BAND.why`` (the explanation where the runs show that), and
``.open`` (where they do not tell).
"""

_PANEL: dict[str, tuple[str, str]] = {
    "lessons": ("Lessons", "Leksjoner"),
    "lessons.lead": (
        "Each lesson puts a set-up in place and asks what you expect before it is run.",
        "Hver leksjon stiller inn et oppsett og spør hva du venter før det kjøres.",
    ),
    "lessons.none": ("No lesson", "Ingen leksjon"),
    "lesson.predict": ("Your prediction", "Hva tror du?"),
    "lesson.first": (
        "Answer both questions, then Run below works.", "Svar på begge spørsmålene, så virker Kjør nedenfor."
    ),
    "lesson.ready": (
        "Press Run below. The explanation comes here when the runs are finished.",
        "Trykk Kjør nedenfor. Forklaringen kommer her når kjøringene er ferdige.",
    ),
    "lesson.running": (
        "The runs are under way; the explanation comes here when they are finished.",
        "Kjøringene er i gang; forklaringen kommer her når de er ferdige.",
    ),
    "lesson.held": (
        "Answer the questions of the lesson first, or choose No lesson.",
        "Svar på spørsmålene i leksjonen først, eller velg Ingen leksjon.",
    ),
    "lesson.explanation": ("Explanation", "Forklaring"),
    "lesson.predicted": ("You predicted:", "Du trodde:"),
    "lesson.show": (
        "These runs show: {middle} (90 % interval {interval}, {pairs} pairs).",
        "Disse kjøringene viser: {middle} (90 % intervall {interval}, {pairs} par).",
    ),
    "lesson.one": (
        "This one pair shows: {middle}, without any interval.", "Dette ene paret viser: {middle}, uten intervall."
    ),
    "lesson.fits": ("Your prediction fits these runs.", "Det du trodde, passer med disse kjøringene."),
    "lesson.against": (
        "Your prediction does not fit: the whole interval lies outside it.",
        "Det du trodde, passer ikke: hele intervallet ligger utenfor.",
    ),
    "lesson.open": (
        "These runs cannot tell whether your prediction is right: the interval reaches outside it.",
        "Disse kjøringene kan ikke si om du har rett: intervallet går også utenfor det du trodde.",
    ),
    "lesson.few": (
        "These runs cannot tell: {pairs} pairs are too few. Run at least {fewest}.",
        "Disse kjøringene kan ikke si det: {pairs} par er for få. Kjør minst {fewest}.",
    ),
    "lesson.untold": (
        "The interval reaches from “{first}” to “{last}”. The pairs differ in luck and in what the model's "
        "parameters are taken to be; more pairs make the middle surer, but what nobody knows about the "
        "parameters stays.",
        "Intervallet går fra «{first}» til «{last}». Parene er ulike i tilfeldigheter og i hvilke verdier "
        "modellens parametre har; flere par gjør midten sikrere, men det ingen vet om parametrene, blir igjen.",
    ),
    "lesson.table": (
        "Difference from the comparison in December, mean of {pairs} pairs, 90 % interval in brackets",
        "Forskjell fra sammenligningen i desember, snitt av {pairs} par, 90 % intervall i parentes",
    ),
    "lesson.class": ("{name}, centrality {centrality}", "{name}, sentralitet {centrality}"),
    "lesson.read": ("Where the mechanism stands: {read}.", "Les om mekanismen: {read}."),
    "lesson.next": ("Try next", "Prøv så"),
    "lesson.other": (
        "These runs are of another set-up than the lesson's, so they are not explained here. Open the lesson "
        "again to put its set-up back.",
        "Disse kjøringene har et annet oppsett enn leksjonen og forklares derfor ikke her. Åpne leksjonen på "
        "nytt for å stille oppsettet tilbake.",
    ),
    "lesson.nothing": (
        "No pair was finished, so there is nothing to explain. Run again.",
        "Ingen par ble ferdige, så det er ingenting å forklare. Kjør på nytt.",
    ),
}

_QUEUE: dict[str, tuple[str, str]] = {
    "lesson.queue.title": ("The queue and the pipe", "Køen og røret"),
    "lesson.queue.scene": (
        "After the degree a doctor needs LIS1: twelve months in hospital and six in a municipality. More apply "
        "than there are posts, so some wait. Training is like a pipe with a queue before it. Here the state "
        "pays for 1\u00a0500 LIS1 starts a year from September 2027; under today's rules it is 1\u00a0219. All else is "
        "the same on both sides.",
        "Etter studiet trenger en lege LIS1: tolv måneder på sykehus og seks i kommune. Det er flere søkere enn"
        " stillinger, så noen venter. Utdanningen er som et rør med en kø foran. Her betaler staten 1\u00a0500 "
        "LIS1-starter i året fra september 2027; med dagens regler er det 1\u00a0219. Alt annet er likt på begge "
        "sider.",
    ),
    "lesson.queue.line": (
        "How many wait for LIS1 in December 2030, compared with today's rules?",
        "Hvor mange venter på LIS1 i desember 2030, sammenlignet med dagens regler?",
    ),
    "lesson.queue.line.empty": ("More than 100 fewer", "Over 100 færre"),
    "lesson.queue.line.empty.why": (
        "A queue answers at once. Those who wait have their degree already, and every extra post in a round is "
        "filled by one of them until few are left. After that, extra posts meet only the applicants of the "
        "year.",
        "En kø svarer med en gang. De som venter, har fullført studiet, og hver ekstra stilling i en runde tas "
        "av en av dem til få er igjen. Deretter møter de ekstra stillingene bare årets søkere.",
    ),
    "lesson.queue.line.shorter": ("25 to 100 fewer", "25 til 100 færre"),
    "lesson.queue.line.shorter.why": (
        "The queue became shorter, but was not drained: posts take people out of it, and at the same time fewer"
        " of those who wait give up, and some who had left come back when the chance of a post is better.",
        "Køen ble kortere, men ikke tømt: stillingene tar folk ut av den, og samtidig gir færre av dem som "
        "venter opp, og noen som hadde sluttet å søke, kommer tilbake når sjansen for stilling er bedre.",
    ),
    "lesson.queue.line.same": ("About as many (within 25)", "Omtrent like mange (innenfor 25)"),
    "lesson.queue.line.same.why": (
        "The posts did not shorten the queue in these runs. Look at the baseline of the chart: where few wait, "
        "there is no queue to shorten, and extra posts stay empty.",
        "Stillingene kortet ikke ned køen i disse kjøringene. Se på referansebanen i figuren: der få venter, er"
        " det ingen kø å korte ned, og ekstra stillinger blir stående tomme.",
    ),
    "lesson.queue.line.longer": ("More than 25 more", "Over 25 flere"),
    "lesson.queue.line.longer.why": (
        "The queue grew in spite of more posts. In the model that can only come from more applicants: fewer "
        "give up and more come back when the chance of a post is better.",
        "Køen vokste til tross for flere stillinger. I modellen kan det bare komme av flere søkere: færre gir "
        "opp, og flere kommer tilbake når sjansen for stilling er bedre.",
    ),
    "lesson.queue.line.open": (
        "Posts take people out of the queue, and every round brings new applicants. How fast the queue empties "
        "depends on how many apply, and there the pairs differ.",
        "Stillinger tar folk ut av køen, og hver runde kommer det nye søkere. Hvor fort køen tømmes, avhenger "
        "av hvor mange som søker, og der er parene ulike.",
    ),
    "lesson.queue.gps": (
        "And how many GPs are there in December 2030, compared with today's rules?",
        "Og hvor mange fastleger er det i desember 2030, sammenlignet med dagens regler?",
    ),
    "lesson.queue.gps.fewer": ("More than 25 fewer", "Over 25 færre"),
    "lesson.queue.gps.fewer.why": (
        "More LIS1 posts take no GP off a list in the model. Fewer GPs can only come about in roundabout ways: "
        "a doctor in LIS1 is not at work elsewhere meanwhile. Run more pairs before you believe it.",
        "Flere LIS1-stillinger tar ingen fastlege fra en liste i modellen. Færre fastleger kan bare komme på "
        "omveier: en lege i LIS1 arbeider ikke et annet sted så lenge. Kjør flere par før du tror på det.",
    ),
    "lesson.queue.gps.same": ("About as many (within 25)", "Omtrent like mange (innenfor 25)"),
    "lesson.queue.gps.same.why": (
        "After the queue comes the pipe. Those first hired in September 2027 finish LIS1 in spring 2029. Some "
        "then choose hospital or other work, and those who want a list must find a vacant one. Look at 2035 and"
        " 2040 in the table: what extra posts bring to general practice comes late, a little more each year, "
        "and once the queue is short they bring only as many as apply.",
        "Etter køen kommer røret. De første som ansettes i september 2027, fullfører LIS1 våren 2029. Noen "
        "velger så sykehus eller annet arbeid, og de som vil ha liste, må finne en ledig. Se på 2035 og 2040 i "
        "tabellen: det ekstra stillinger gir allmennpraksis, kommer sent, litt mer for hvert år, og når køen er"
        " kort, gir de bare så mange som det er søkere.",
    ),
    "lesson.queue.gps.some": ("25 to 150 more", "25 til 150 flere"),
    "lesson.queue.gps.some.why": (
        "That is early: those first hired in September 2027 finish LIS1 in spring 2029, and then some choose "
        "hospital or other work. In these runs a good part of them found a list within two years.",
        "Det er tidlig: de første som ansettes i september 2027, fullfører LIS1 våren 2029, og så velger noen "
        "sykehus eller annet arbeid. I disse kjøringene fant en god del av dem en liste innen to år.",
    ),
    "lesson.queue.gps.many": ("More than 150 more", "Over 150 flere"),
    "lesson.queue.gps.many.why": (
        "That is about as fast as the pipe can be: those first hired in September 2027 finish LIS1 in spring "
        "2029, and in these runs most of them must have taken a list straight away.",
        "Det er omtrent så fort røret kan være: de første som ansettes i september 2027, fullfører LIS1 våren "
        "2029, og i disse kjøringene må de fleste ha tatt en liste med en gang.",
    ),
    "lesson.queue.gps.open": (
        "Between queue and list lies the pipe: those first hired in September 2027 finish LIS1 in spring 2029, "
        "and then choose between hospital, general practice and other work. How many choose a list, and how "
        "soon, is what the pairs differ in; the table shows later years.",
        "Mellom kø og liste ligger røret: de første som ansettes i september 2027, fullfører LIS1 våren 2029 og"
        " velger så mellom sykehus, allmennpraksis og annet arbeid. Hvor mange som velger en liste, og hvor "
        "fort, er det parene er ulike i; tabellen viser senere år.",
    ),
    "lesson.queue.try.0": (
        "300 of the LIS1 posts linked to GP training: no more posts, but do more of them lead to a list?",
        "300 av LIS1-stillingene koblet til ALIS: ikke flere stillinger, men fører flere av dem til en liste?",
    ),
    "lesson.queue.try.1": (
        "LIS1 posts for all who apply: what do 500 more posts add when the queue is gone already?",
        "LIS1-stilling til alle som søker: hva gir 500 stillinger til når køen alt er borte?",
    ),
}

_SUPERVISORS: dict[str, tuple[str, str]] = {
    "lesson.supervisors.title": ("Why more supervisors take years", "Hvorfor flere veiledere tar år"),
    "lesson.supervisors.scene": (
        "A GP trainee (ALIS) needs a supervisor, who must be a GP specialist, and becomes one after at least "
        "five years of training. Here 150 more LIS1 starts a year, from September 2027, go to doctors who bind "
        "themselves to the least central municipalities for three years: more doctors in LIS1, and later more "
        "trainees. We follow the free supervisor places: places that supervisors offer less trainees, in the "
        "whole country.",
        "En ALIS trenger en veileder som er spesialist i allmennmedisin, og blir selv spesialist etter minst "
        "fem års utdanning. Her går 150 flere LIS1-starter i året, fra september 2027, til leger som binder seg"
        " til de minst sentrale kommunene i tre år: flere leger i LIS1, og senere flere ALIS. Vi følger de "
        "ledige veiledningsplassene: plassene veilederne tilbyr, minus ALIS, i hele landet.",
    ),
    "lesson.supervisors.turn": (
        "In which year are the free supervisor places fewest, compared with today's rules?",
        "I hvilket år er de ledige veiledningsplassene færrest, sammenlignet med dagens regler?",
    ),
    "lesson.supervisors.turn.soon": ("2031 or before", "2031 eller før"),
    "lesson.supervisors.turn.soon.why": (
        "Extra trainees cannot come before spring 2029, when the first have done LIS1. That the bottom lies so "
        "early means that few of them came, or that so few doctors are concerned that luck decides the year.",
        "Flere ALIS kan ikke komme før våren 2029, når de første har fullført LIS1. At bunnen ligger så tidlig,"
        " betyr at det kom få av dem, eller at det gjelder så få leger at tilfeldigheter avgjør året.",
    ),
    "lesson.supervisors.turn.years": ("2032 to 2041", "2032 til 2041"),
    "lesson.supervisors.turn.years.why": (
        "First the extra doctors are trainees and take places: the first start in spring 2029, and more come "
        "every year. Five years of training or more later the first are specialists. From then on those who "
        "finish training make room, and some become supervisors. The turn comes when more come out than in.",
        "Først er de ekstra legene ALIS og tar plasser: de første begynner våren 2029, og det kommer flere "
        "hvert år. Fem års utdanning eller mer senere er de første spesialister. Fra da av gir de som er "
        "ferdige plass, og noen blir veiledere. Det snur når flere kommer ut enn inn.",
    ),
    "lesson.supervisors.turn.late": ("2042 or later", "2042 eller senere"),
    "lesson.supervisors.turn.late.why": (
        "In these runs new trainees outweigh the new specialists for a very long time: training takes more than"
        " five years for many, some leave it, and not every specialist wants to supervise.",
        "I disse kjøringene veier nye ALIS tyngre enn nye spesialister svært lenge: utdanningen tar mer enn fem"
        " år for mange, noen avbryter, og ikke alle spesialister vil veilede.",
    ),
    "lesson.supervisors.turn.open": (
        "Extra trainees take places from spring 2029 and are specialists after five years or more. When that "
        "turns, depends on how many come, how many finish and how many of them want to supervise, and there the"
        " pairs differ.",
        "De ekstra ALIS-legene tar plasser fra våren 2029 og er spesialister etter fem år eller mer. Når det "
        "snur, avhenger av hvor mange som kommer, hvor mange som blir ferdige og hvor mange av dem som vil "
        "veilede, og der er parene ulike.",
    ),
    "lesson.supervisors.end": (
        "And in December 2050: how many free supervisor places, compared with today's rules?",
        "Og i desember 2050: hvor mange ledige veiledningsplasser, sammenlignet med dagens regler?",
    ),
    "lesson.supervisors.end.fewer": ("Fewer (by more than 50)", "Færre (over 50 færre)"),
    "lesson.supervisors.end.fewer.why": (
        "After 23 years the extra trainees still take more places than the extra specialists offer: some leave "
        "general practice or retire, and not every specialist wants to supervise.",
        "Etter 23 år tar de ekstra ALIS-legene fortsatt flere plasser enn de ekstra spesialistene tilbyr: noen "
        "slutter som fastlege eller blir pensjonist, og ikke alle spesialister vil veilede.",
    ),
    "lesson.supervisors.end.same": ("About as many (within 50)", "Omtrent like mange (innenfor 50)"),
    "lesson.supervisors.end.same.why": (
        "What the extra trainees take, the extra specialists offer: the places are back where they would have "
        "been, with more doctors in training and in general practice.",
        "Det de ekstra ALIS-legene tar, tilbyr de ekstra spesialistene: plassene er tilbake der de ville vært, "
        "med flere leger i utdanning og i allmennpraksis.",
    ),
    "lesson.supervisors.end.more": ("More (by more than 50)", "Flere (over 50 flere)"),
    "lesson.supervisors.end.more.why": (
        "In the long run training feeds itself. One supervisor may have two trainees, and stays a supervisor "
        "for many years after those are done. But see in the chart how many places are free under today's "
        "rules: while there are some to spare in the country, the shortage is in small municipalities, and more"
        " places need not mean more GPs.",
        "På lang sikt gir utdanning mer utdanning. Én veileder kan ha to ALIS og er veileder i mange år etter "
        "at de er ferdige. Men se i figuren hvor mange plasser som er ledige med dagens regler: så lenge det er"
        " noen til overs i landet, er mangelen i små kommuner, og flere plasser betyr ikke nødvendigvis flere "
        "fastleger.",
    ),
    "lesson.supervisors.end.open": (
        "In the end the places that extra specialists offer stand against those that extra trainees take. Both "
        "grow, and what is left between them is less sure than either.",
        "Til slutt står plassene de ekstra spesialistene tilbyr, mot dem de ekstra ALIS-legene tar. Begge "
        "vokser, og det som er igjen imellom, er mindre sikkert enn hver av dem.",
    ),
    "lesson.supervisors.try.0": (
        "Experienced doctors may supervise: free places come at once. Do GPs follow?",
        "Erfarne leger kan veilede: ledige plasser kommer med en gang. Følger fastlegene etter?",
    ),
    "lesson.supervisors.try.1": (
        "Municipalities lend each other free places: is it the number or the place that is short?",
        "Kommuner låner hverandre ledige plasser: er det antallet eller stedet som er knapt?",
    ),
}

_PLACES: dict[str, tuple[str, str]] = {
    "lesson.places.title": (
        "When one municipality's gain is another's loss", "Når den ene kommunens gevinst er den andres tap"
    ),
    "lesson.places.scene": (
        "Many young doctors would rather have a salary or a municipal office than buy a practice. Today "
        "municipalities decide for themselves, and in the model those that cannot fill a list offer a salary. "
        "Here every municipality offers salary or office with every vacant list from January 2027. "
        "Municipalities are grouped by centrality: class 1 is Oslo and around, class 2 Bergen, Trondheim and "
        "other towns, class 6 the least central.",
        "Mange unge leger vil heller ha fastlønn eller kommunalt kontor enn å kjøpe praksis. I dag bestemmer "
        "kommunene selv, og i modellen tilbyr de som ikke får besatt en liste, fastlønn. Her tilbyr alle "
        "kommuner fastlønn eller kontor med hver ledig liste fra januar 2027. Kommunene er delt etter "
        "sentralitet: klasse 1 er Oslo og omegn, klasse 2 Bergen, Trondheim og andre byer, klasse 6 de minst "
        "sentrale.",
    ),
    "lesson.places.who": (
        "Some doctors are GPs in class 5-6 under today's rules and in class 1-4 under the new ones, and some "
        "the other way round. Which way do most go by December 2036? (5-6 to 1-4, less the other way)",
        "Noen leger er fastleger i klasse 5-6 med dagens regler og i klasse 1-4 med de nye, og noen omvendt. "
        "Hvilken vei går de fleste innen desember 2036? (Fra 5-6 til 1-4, minus motsatt vei)",
    ),
    "lesson.places.who.remote": ("From 1-4 to 5-6 (over 10 more)", "Fra 1-4 til 5-6 (over 10 flere)"),
    "lesson.places.who.remote.why": (
        "The offer drew doctors to where lists stand vacant: in these runs class 5-6 won doctors from the rest.",
        "Tilbudet trakk leger dit lister står ledige: i disse kjøringene vant klasse 5-6 leger fra de andre.",
    ),
    "lesson.places.who.alike": ("As many each way (within 10)", "Like mange hver vei (innenfor 10)"),
    "lesson.places.who.alike.why": (
        "The offer is the same everywhere, and in these runs it did not shift the balance between class 5-6 and"
        " the rest.",
        "Tilbudet er likt overalt, og i disse kjøringene flyttet det ikke balansen mellom klasse 5-6 og de "
        "andre.",
    ),
    "lesson.places.who.central": ("From 5-6 to 1-4 (over 10 more)", "Fra 5-6 til 1-4 (over 10 flere)"),
    "lesson.places.who.central.why": (
        "This is displacement. What all offer draws to no place in particular. Class 5-6 offered a salary "
        "already, because lists stood vacant, and that was its advantage over places that doctors otherwise "
        "like better. Now towns have it too. Besides, salaried doctors have shorter lists, so towns need more "
        "of them and open new lists; that is also why more GPs need not mean fewer people without one.",
        "Dette er fortrengning. Det alle tilbyr, trekker ikke til noe bestemt sted. Klasse 5-6 tilbød fastlønn "
        "fra før, fordi lister sto ledige, og det var fortrinnet framfor steder som leger ellers liker bedre. "
        "Nå har byene det også. Dessuten har leger med fastlønn kortere lister, så byene trenger flere av dem "
        "og oppretter nye lister; derfor betyr flere fastleger heller ikke alltid færre uten fast lege.",
    ),
    "lesson.places.who.open": (
        "An offer made everywhere takes the advantage from those who had it. But many doctors change places "
        "with one another between any two runs, as many up as down, so a shift of a few tens is hard to see.",
        "Et tilbud som gis overalt, tar fortrinnet fra dem som hadde det. Men mange leger bytter plass med "
        "hverandre mellom to kjøringer, like mange opp som ned, så en forskyvning på noen titalls er vanskelig "
        "å se.",
    ),
    "lesson.places.all": (
        "And with newcomers and those who leave: how many GPs are there in class 5-6 in December 2036, compared"
        " with today's rules?",
        "Og med dem som kommer nye og dem som slutter: hvor mange fastleger er det i klasse 5-6 i desember "
        "2036, sammenlignet med dagens regler?",
    ),
    "lesson.places.all.fewer": ("Over 40 fewer", "Over 40 færre"),
    "lesson.places.all.fewer.why": (
        "Class 5-6 pays for what the others gain: it lost more GPs than newcomers could make up for.",
        "Klasse 5-6 betaler for det de andre får: den mistet flere fastleger enn nye leger kunne veie opp for.",
    ),
    "lesson.places.all.same": ("About as many (within 40)", "Omtrent like mange (innenfor 40)"),
    "lesson.places.all.same.why": (
        "Class 5-6 has about the GPs it would have had: where some were lost to other places, newcomers took "
        "their lists. See in the table what the country and class 2 got meanwhile: a gain for the nation may "
        "pass a place by, and a sum does not tell who has it.",
        "Klasse 5-6 har omtrent de fastlegene den ville hatt: der noen gikk tapt til andre steder, tok nye "
        "leger over listene. Se i tabellen hva landet og klasse 2 fikk imens: en gevinst for landet kan gå et "
        "sted forbi, og en sum sier ikke hvem som har den.",
    ),
    "lesson.places.all.more": ("Over 40 more", "Over 40 flere"),
    "lesson.places.all.more.why": (
        "The offer brought so many into general practice that class 5-6 has more too, whatever moved between "
        "places. Not every gain is another's loss.",
        "Tilbudet fikk så mange inn i allmennpraksis at også klasse 5-6 har flere, uansett hva som flyttet "
        "mellom steder. Ikke hver gevinst er en annens tap.",
    ),
    "lesson.places.all.open": (
        "Two things pull against each other: doctors who can now have a salary in a town, and newcomers whom "
        "the offer brings into general practice. Which is larger in class 5-6, these pairs do not agree on.",
        "To ting trekker hver sin vei: leger som nå kan få fastlønn i en by, og nye leger som tilbudet får inn "
        "i allmennpraksis. Hva som er størst i klasse 5-6, er disse parene ikke enige om.",
    ),
    "lesson.places.try.0": (
        "Fewer on-call shifts in class 5 and 6 alone: do these gain, and who pays with doctors?",
        "Færre legevakter bare i klasse 5 og 6: vinner de på det, og hvem mister leger?",
    ),
    "lesson.places.try.1": (
        "More income in class 5 and 6 alone: is it enough to be seen?",
        "Høyere inntekt bare i klasse 5 og 6: er det nok til å synes?",
    ),
}

LESSON_WORDS: dict[str, tuple[str, str]] = {**_PANEL, **_QUEUE, **_SUPERVISORS, **_PLACES}
