"""Texts of the map and of where the doctors went in the classroom: key -> (en, nb)."""

MAP: dict[str, tuple[str, str]] = {
    "map": ("Map", "Kart"),
    "map.what": ("Show on the map", "Vis på kartet"),
    "map.side": ("Of which", "For hva"),
    "map.base": ("The scenario compared with", "Det som sammenlignes med"),
    "map.other": ("The scenario with my changes", "Scenarioet med mine endringer"),
    "map.difference": ("Difference, pair by pair", "Forskjell, par for par"),
    "map.year": ("Year", "År"),
    "map.later": (
        "The map comes with the first finished pair of runs.",
        "Kartet kommer med det første ferdige paret av kjøringer.",
    ),
    "map.two": (
        "The map of differences needs two finished pairs: one alone cannot tell policy from chance.",
        "Forskjellskartet trenger to ferdige par: ett alene kan ikke skille tiltak fra tilfeldigheter.",
    ),
    "map.table": ("Counties and classes of centrality as a table", "Fylker og sentralitetsklasser som tabell"),
    "map.table.caption": (
        "{what}, December {year}, mean of {pairs} pairs, 90 % interval in brackets",
        "{what}, desember {year}, snitt av {pairs} par, 90 % intervall i parentes",
    ),
    "map.nation": ("Norway", "Norge"),
    "map.county": ("{name}", "{name}"),
    "map.centrality": ("Centrality {name}", "Sentralitet {name}"),
    "went": ("Where the doctors went", "Hvor legene ble av"),
    "went.later": (
        "This needs two finished pairs of runs: one alone cannot tell policy from chance.",
        "Dette trenger to ferdige par av kjøringer: ett alene kan ikke skille tiltak fra tilfeldigheter.",
    ),
    "map.save": ("Download map (PNG)", "Last ned kart (PNG)"),
    "map.save.data": ("Download all years by municipality (CSV)", "Last ned alle år per kommune (CSV)"),
}
