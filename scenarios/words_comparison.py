"""Texts of the report on what a comparison is made of, English and Norwegian (bokmål) side by side: key -> (en, nb)."""

COMPARISON: dict[str, tuple[str, str]] = {
    "section.gains": ("New GPs, or the same elsewhere", "Nye fastleger, eller de samme andre steder"),
    # What more GPs are made of
    "split.caption": (
        "What the difference in GPs is made of, {scenario} against {base}, December",
        "Hva forskjellen i fastleger består av, {scenario} mot {base}, desember",
    ),
    "split.gps": ("GPs", "Fastleger"),
    "split.population": ("For more people on lists", "Til flere innbyggere på liste"),
    "split.fewer": ("For fewer without a GP", "Til færre uten fastlege"),
    "split.shorter": ("For shorter lists", "Til kortere lister"),
    "split.heads": (
        "Heads and capacity, in percent of {base}, Norway, December",
        "Hoder og kapasitet, i prosent av {base}, Norge, desember",
    ),
    "split.capacity": ("Contacts they can give", "Legekontakter de kan gi"),
    "split.places": ("Places on lists", "Plasser på lister"),
    "split.note": (
        "An exact split by logarithmic means: the three parts sum to the whole. It is bookkeeping of what happened, "
        "not of causes: a GP in a place where nobody lacked one shows as shorter lists. In brackets: 90 % interval "
        "over the pairs. Where heads and contacts part, new GPs work other hours than those there already.",
        "En eksakt oppdeling med logaritmiske snitt: de tre delene summerer seg til helheten. Den er bokføring av det "
        "som skjedde, ikke av årsaker: en fastlege på et sted der ingen manglet en, vises som kortere lister. I "
        "parentes: 90 % intervall over parene. Der hoder og legekontakter skiller lag, arbeider de nye fastlegene "
        "andre tider enn de som var der.",
    ),
    # New or displaced
    "displaced.caption": (
        "New to the scheme or displaced, {scenario} against {base}, by centrality, December {year}",
        "Nye i ordningen eller flyttet, {scenario} mot {base}, etter sentralitet, desember {year}",
    ),
    "displaced.area": ("Centrality", "Sentralitet"),
    "displaced.change": ("Change in GPs", "Endring i fastleger"),
    "displaced.new": ("Net new to the scheme", "Netto nye i ordningen"),
    "displaced.moved": ("Net displaced from other classes", "Netto flyttet fra andre klasser"),
    "displaced.norway": ("Norway", "Norge"),
    "displaced.note": (
        "Read by name from the lists of each December. Displacement sums to nothing over the country: what one class "
        "gains by it another lacks. In brackets: 90 % interval over the pairs.",
        "Lest etter navn fra listene hver desember. Flytting summerer seg til null for landet: det én klasse vinner på "
        "den, mangler en annen. I parentes: 90 % intervall over parene.",
    ),
    # Ranking by price
    "ranking.heading": ("Which is cheaper?", "Hva er billigst?"),
    "ranking.told": (
        "To {year}, {cheap} is cheaper a GP-year than {dear}, in {share} percent of {draws} draws.",
        "Til {year} er {cheap} billigere per fastlegeårsverk enn {dear}, i {share} prosent av {draws} trekninger.",
    ),
    "ranking.few": (
        "To {year}, {one} and {other} are not ranked by price: {draws} draws of the parameters are too few.",
        "Til {year} blir {one} og {other} ikke rangert etter pris: {draws} trekninger av parameterne er for få.",
    ),
    "ranking.untold": (
        "To {year}, {one} and {other} cannot be ranked by price: the GP-years of at least one of them cannot be told "
        "from none.",
        "Til {year} kan {one} og {other} ikke rangeres etter pris: fastlegeårsverkene for minst én av dem kan ikke "
        "skilles fra null.",
    ),
    "ranking.turns": (
        "To {year}, {one} and {other} cannot be ranked by price: the order turns with what nobody knows ({share} "
        "percent of {draws} draws find {one} cheaper, {share_other} percent {other}).",
        "Til {year} kan {one} og {other} ikke rangeres etter pris: rekkefølgen snur med det ingen vet ({share} "
        "prosent av {draws} trekninger finner {one} billigst, {share_other} prosent {other}).",
    ),
    # Parameters or chance
    "spread.heading": ("Parameters or chance?", "Parametere eller tilfeldigheter?"),
    "spread.caption": (
        "Where the spread of the effects in {year} comes from, {scenario}",
        "Hvor spredningen i virkningene i {year} kommer fra, {scenario}",
    ),
    "spread.effect": ("Effect on", "Virkning på"),
    "spread.sd": ("Standard deviation of a pair", "Standardavvik for et par"),
    "spread.share": ("Share of its square from parameters", "Andel av kvadratet fra parametere"),
    "spread.untold": ("cannot be told", "kan ikke sies"),
    "spread.note": (
        "Spread from parameters falls with better knowledge, not with more runs; chance falls with more replicates. "
        "“Cannot be told”: the draws lie no further apart than chance alone would put them, or draws or replicates are "
        "too few.",
        "Spredning fra parametere blir mindre med bedre kunnskap, ikke med flere kjøringer; tilfeldighetene jevner seg "
        "ut med flere gjentak. «Kan ikke sies»: trekningene ligger ikke lenger fra hverandre enn tilfeldigheter alene "
        "ville lagt dem, eller det er for få trekninger eller gjentak.",
    ),
}
