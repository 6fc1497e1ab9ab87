"""Texts of maps beside people without a GP, English and Norwegian (bokmål): key -> (en, nb)."""

MAPS: dict[str, tuple[str, str]] = {
    "map.change.unit": ("percentage points", "prosentpoeng"),
    "map.change.chance.few": (
        "Chance: within the 95 % interval of the mean (Student's t)",
        "Tilfeldig: innenfor 95 % intervall for snittet (Students t)",
    ),
    "map.change.text.few": (
        "Map of {count} municipalities: {scenario} less {base}, December {year}. Beyond chance (95 % interval of the "
        "mean), {fewer} have at least {edge} {unit} {lower} and {more} at least {edge} {unit} {higher}; "
        "Norway {norway}.",
        "Kart over {count} kommuner: {scenario} minus {base}, desember {year}. Utover tilfeldigheter (95 % intervall "
        "for snittet) har {fewer} minst {edge} {unit} {lower}, og {more} minst {edge} {unit} {higher}; Norge {norway}.",
    ),
    "map.counties": (
        "Counties ({unit}), highest: {most}; lowest: {least}.", "Fylker ({unit}), høyest: {most}; lavest: {least}."
    ),
    # GPs
    "map.gps.title": ("GPs per 10 000 inhabitants, {year}", "Fastleger per 10 000 innbyggere, {year}"),
    "map.gps.percent": ("GPs", "leger"),
    "map.gps.text": (
        "Map of {count} municipalities in {base}, December {year}: GPs per 10 000 inhabitants. Fewest: {least}; most: "
        "{worst}.",
        "Kart over {count} kommuner i {base}, desember {year}: fastleger per 10 000 innbyggere. Færrest: {least}; "
        "flest: {worst}.",
    ),
    "map.gps.change.title": (
        "Change in GPs per 10 000 inhabitants, {year}", "Endring i fastleger per 10 000 innbyggere, {year}"
    ),
    "map.gps.change.subtitle": (
        "{scenario} less {base}, GPs. Mean of {pairs} pairs, December.",
        "{scenario} minus {base}, leger. Snitt av {pairs} par, desember.",
    ),
    "map.gps.change.key": ("GPs per\n10 000 inhabitants", "fastleger per\n10 000 innbyggere"),
    "map.gps.change.fewer": ("fewer", "færre"),
    "map.gps.change.more": ("more", "flere"),
    "map.gps.change.unit": ("GPs per 10 000", "fastleger per 10 000"),
    # Vacant lists
    "map.vacant.title": ("Lists without a regular GP, {year} (percent)", "Lister uten fast lege, {year} (prosent)"),
    "map.vacant.percent": ("percent", "prosent"),
    "map.vacant.text": (
        "Map of {count} municipalities in {base}, December {year}. In {over} of them over 10 percent of the lists have "
        "no regular GP; highest: {worst}.",
        "Kart over {count} kommuner i {base}, desember {year}. I {over} av dem er over 10 prosent av listene uten fast "
        "lege; høyest: {worst}.",
    ),
    "map.vacant.change.title": (
        "Change in lists without a regular GP, {year}", "Endring i lister uten fast lege, {year}"
    ),
    "map.vacant.change.subtitle": (
        "{scenario} less {base}, percentage points. Mean of {pairs} pairs, December.",
        "{scenario} minus {base}, prosentpoeng. Snitt av {pairs} par, desember.",
    ),
    "map.vacant.change.key": ("percentage points\nof lists vacant", "prosentpoeng\nubesatte lister"),
    "map.vacant.change.fewer": ("fewer", "færre"),
    "map.vacant.change.more": ("more", "flere"),
    "map.vacant.change.unit": ("percentage points", "prosentpoeng"),
    # Length of lists
    "map.length.title": (
        "Mean list length, lists with a doctor, {year}", "Gjennomsnittlig listelengde, lister med lege, {year}"
    ),
    "map.length.percent": ("people", "innbyggere"),
    "map.length.text": (
        "Map of {count} municipalities in {base}, December {year}: mean list length. Longest: {worst}; shortest: "
        "{least}.",
        "Kart over {count} kommuner i {base}, desember {year}: gjennomsnittlig listelengde. Lengst: {worst}; kortest: "
        "{least}.",
    ),
    "map.length.change.title": ("Change in mean list length, {year}", "Endring i gjennomsnittlig listelengde, {year}"),
    "map.length.change.subtitle": (
        "{scenario} less {base}, people. Mean of {pairs} pairs, December.",
        "{scenario} minus {base}, innbyggere. Snitt av {pairs} par, desember.",
    ),
    "map.length.change.key": ("people\non a list", "innbyggere\nper liste"),
    "map.length.change.fewer": ("fewer", "færre"),
    "map.length.change.more": ("more", "flere"),
    "map.length.change.unit": ("people per list", "innbyggere per liste"),
}
