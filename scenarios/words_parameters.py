"""Parameters in plain words, English and Norwegian (bokmål), for those that a report may name (scenarios/drivers.py).

The declarations in the rooms of the processes say more; these lines are for readers who do not know the model.
"""

PARAMETERS: dict[str, tuple[str, str]] = {
    "student_finish_share": (
        "home students who take the degree in normal time", "studenter i Norge som fullfører på normert tid"),
    "lis1_giveup_home": (
        "giving up the LIS1 queue after a failed round, trained in Norway",
        "gir opp LIS1-køen etter en mislykket runde, utdannet i Norge"),
    "lis1_giveup_power": (
        "how steeply giving up grows as the chance of LIS1 falls",
        "hvor bratt frafallet fra køen øker når sjansen for LIS1 synker"),
    "abroad_intake_level": (
        "Norwegians who begin medicine abroad, against places on record",
        "nordmenn som begynner på medisin i utlandet, mot registrerte plasser"),
    "abroad_apply_share": (
        "graduates from abroad who apply for LIS1", "nyutdannede fra utlandet som søker LIS1"),
    "lis1_weight_abroad": (
        "chance of being hired to LIS1, trained abroad against at home",
        "sjanse for ansettelse i LIS1, utdannet i utlandet mot i Norge"),
    "rural_origin_taste": (
        "more liking of rural work when brought up in centrality 5-6",
        "større lyst til distrikt hos den som vokste opp i sentralitet 5-6"),
    "taste_rural_sd": ("how much doctors differ in liking rural work", "hvor ulik lyst leger har til distrikt"),
    "market_rural_taste": (
        "how much own liking of rural work counts in choosing a post",
        "hvor mye egen lyst til distrikt teller i valg av hjemmel"),
    "campus_taste_gp": (
        "more liking of general practice after a decentralised campus; may be zero",
        "større lyst til allmennpraksis etter desentralisert campus; kan være null"),
    "campus_taste_rural": (
        "more liking of rural work after a decentralised campus; may be zero",
        "større lyst til distrikt etter desentralisert campus; kan være null"),
    "gp_placement_taste": (
        "more liking of general practice per week of placement",
        "større lyst til allmennpraksis per uke praksis"),
    "gp_placement_hours": (
        "patient time that a week with a student takes from the GP",
        "pasienttid som en uke med student tar fra fastlegen"),
    "abroad_gp_placement_return": (
        "more come home to apply when placements are offered in Norway",
        "flere kommer hjem og søker når praksis tilbys i Norge"),
    "abroad_gp_placement_taste": (
        "more liking of general practice after such a placement",
        "større lyst til allmennpraksis etter slik praksis"),
    "bond_accept": ("accepting a LIS1 post with bonding", "takker ja til LIS1 med bindingstid"),
    "bond_accept_per_failure": (
        "accepting bonding, more for each round without an offer",
        "takker ja til bindingstid, mer for hver runde uten tilbud"),
    "bond_breach_yearly": (
        "breaking off a bonding duty that costs nothing", "bryter en bindingstid som ikke koster noe å bryte"),
    "bond_accept_per_year": (
        "accepting bonding, less for each year bound", "takker ja til bindingstid, mindre for hvert bindingsår"),
    "bond_stay_factor": (
        "exits of bonded GPs, against others", "avgang blant fastleger med bindingstid, mot andre"),
    "bond_breach_scale_nok": (
        "price at which breaking off falls to a third", "pris som senker antallet brudd til en tredel"),
    "bond_breach_with_list": (
        "breaking off with a list in the area, against without", "brudd med liste i området, mot uten"),
    "extra_applicants_yearly_2022": (
        "further first-time LIS1 applicants from abroad since 2022",
        "flere førstegangssøkere til LIS1 fra utlandet etter 2022"),
    "foreign_applicants_yearly_2019": (
        "first-time LIS1 applicants of other origin since 2019",
        "førstegangssøkere til LIS1 med annen bakgrunn etter 2019"),
    "lis1_giveup_abroad": (
        "giving up the LIS1 queue after a failed round, trained abroad",
        "gir opp LIS1-køen etter en mislykket runde, utdannet i utlandet"),
    "lis1_return_yearly": (
        "coming back to the LIS1 queue after giving up", "kommer tilbake til LIS1-køen etter å ha gitt opp"),
    "lis1_weight_other": (
        "chance of being hired to LIS1, other applicants against trained at home",
        "sjanse for ansettelse i LIS1, andre søkere mot utdannet i Norge"),
    "lis1_start_nok": ("what a LIS1 start costs the state", "hva en LIS1-start koster staten"),
    "career_linked": (
        "general practice chosen after a LIS1 post linked to GP training",
        "valg av allmennmedisin etter LIS1 knyttet til ALIS"),
    "lis1_linked_taste": (
        "how much those who like general practice seek linked posts",
        "hvor mye de som liker allmennmedisin, søker knyttede stillinger"),
    "lis1_score_tie": ("advantage of local ties in LIS1 hiring", "fordel av lokal tilknytning ved ansettelse i LIS1"),
    "lis1_prefer_distance": ("applicants' dislike of distance", "søkernes motvilje mot avstand"),
    "market_distance_home": (
        "doctors' dislike of posts far from home", "legers motvilje mot hjemler langt hjemmefra"),
    "lis1_quarantine_effect": (
        "fewer quit the municipal part per month of quarantine",
        "færre slutter i kommunedelen per måned karantene"),
    "lis1_quit_yearly": (
        "quitting the municipal part of LIS1, centrality 1-4",
        "slutter i kommunedelen av LIS1, sentralitet 1-4"),
    "lis1_quit_rural_factor": (
        "quitting in centrality 5-6, against elsewhere", "slutter i sentralitet 5-6, mot ellers"),
    "own_post_yearly": (
        "municipalities ready to create a LIS1 post that do so in a year",
        "kommuner som er klare for å opprette LIS1-stilling og gjør det i løpet av et år"),
    "own_post_scale_nok": (
        "how much the net cost holds municipalities back", "hvor mye nettokostnaden holder kommunene tilbake"),
    "own_post_share_nok": (
        "what a self-created LIS1 post costs the municipality",
        "hva en egen LIS1-stilling koster kommunen"),
    "lis1_rural_tie": (
        "local ties in a hiring round of rural trusts alone",
        "lokal tilknytning i egen runde for distriktene"),
    "lis1_named_quit": (
        "quitting when the municipality was known at hiring, against otherwise",
        "slutter når kommunen var kjent ved ansettelsen, mot ellers"),
    "lis1_good_placement_taste": (
        "more liking of general practice after the municipal part",
        "større lyst til allmennmedisin etter kommunedelen"),
    "kbu_share": (
        "Norwegians abroad who would do KBU or AT if it counted",
        "nordmenn i utlandet som ville tatt KBU eller AT om det telte"),
    "kbu_done_share": (
        "doctors in the LIS1 queue who have done KBU or AT already",
        "leger i LIS1-køen som alt har KBU eller AT"),
    "foreign_specialist_to_gp_yearly": (
        "foreign-trained hospital specialists who turn to general practice",
        "sykehusspesialister utdannet i utlandet som går til allmennmedisin"),
    "lis1_grant_fill": (
        "residual posts filled faster per 100 000 NOK of grant",
        "reststillinger besettes raskere per 100 000 kroner i tilskudd"),
    "lis1_residual_fill_yearly": (
        "how fast residual LIS1 posts are filled", "hvor raskt reststillinger i LIS1 besettes"),
    "lis1_direct_fill": (
        "residual posts filled faster without advertising", "reststillinger besettes raskere uten utlysning"),
    "lis1_supervised_giveup": (
        "more give up the queue when unsupervised work is closed",
        "flere gir opp køen når arbeid uten tilsyn stenges"),
    "locum_waiting_share": (
        "doctors in the LIS1 queue who work as locums", "leger i LIS1-køen som arbeider som vikarer"),
    "municipal_training_any": (
        "municipal doctors who train as GPs when other training will do",
        "kommuneleger som tar allmennmedisin når annet fag er nok"),
    "exemption_end_yearly": (
        "how fast locums with a spent exemption turn to something else",
        "hvor raskt vikarer med brukt unntak går til noe annet"),
    "locum_price_elasticity": (
        "how much locum prices follow demand", "hvor mye vikarprisen følger etterspørselen"),
    "exemption_end_training": ("of them to GP training", "av dem til ALIS"),
    "exemption_end_hospital": (
        "of those with a spent exemption to hospital", "av dem med brukt unntak til sykehus"),
    "oncall_others_share": (
        "on-call shifts that locums and doctors in the LIS1 queue would take",
        "vakter som vikarer og leger i LIS1-køen ville tatt"),
    "exit_oncall": ("more exits with a heavier on-call load", "større avgang ved tyngre vaktbelastning"),
    "oncall_backup": (
        "GPs' shifts as back-up for doctors who may not be alone",
        "fastlegers bakvakter for leger som ikke kan gå alene"),
    "trainee_to_municipal_yearly": (
        "hospital trainees who take a municipal post", "sykehusleger i spesialisering som tar kommunestilling"),
    "municipal_to_gp_yearly": (
        "municipal doctors without a list who look for one", "kommuneleger uten liste som søker hjemmel"),
    "private_care_factor": (
        "pull of private work when it demands competence too",
        "hvor mye privat arbeid lokker når det også stiller kompetansekrav"),
    "private_care_to_gp_yearly": (
        "former GPs who come back when private care demands competence",
        "tidligere fastleger som kommer tilbake når private får kompetansekrav"),
    "career_grant": (
        "more choose general practice per 100 000 NOK of ALIS grant",
        "flere velger allmennmedisin per 100 000 kroner i ALIS-tilskudd"),
    "career_grant_passed_on": (
        "share of the ALIS grant that reaches the trainee",
        "andel av ALIS-tilskuddet som når legen"),
    "market_grant": (
        "liking of a post per 100 000 NOK of ALIS grant",
        "hvor mye 100 000 kroner i ALIS-tilskudd teller for en hjemmel"),
    "exit_grant": ("staying with the ALIS grant", "hvor mye ALIS-tilskuddet får leger til å bli"),
    "agreement_uptake_yearly": (
        "trainees who get an ALIS agreement in a year", "ALIS som får ALIS-avtale i løpet av et år"),
    "alis_grant_paid_share": ("mean ALIS grant paid, of the maximum", "utbetalt ALIS-tilskudd i snitt, av maksimum"),
    "experienced_years": (
        "years as GP before a non-specialist may supervise",
        "år som fastlege før en ikke-spesialist kan veilede"),
    "fit_share": (
        "GPs with two years of practice whom the municipality judges fit to supervise",
        "fastleger med to års praksis som kommunen finner egnet til å veilede"),
    "willing_supervisor_share": (
        "eligible doctors who are willing to supervise", "leger som kan veilede og vil det"),
    "career_supervision": (
        "more choose general practice where supervision is sure",
        "flere velger allmennmedisin der veiledning er sikret"),
    "market_supervisor": ("liking of posts with a free supervisor", "hvor mye ledig veileder teller for en hjemmel"),
    "exit_no_supervisor": ("more exits of trainees without a supervisor", "større avgang blant ALIS uten veileder"),
    "external_supervisor": (
        "municipalities short of supervisors that find one outside",
        "kommuner uten veileder som finner en utenfra"),
    "institution_place_yearly": (
        "how fast trainees find a place for institution service",
        "hvor raskt ALIS får plass til institusjonstjeneste"),
    "institution_return": (
        "trainees who return to their list after institution service",
        "ALIS som kommer tilbake til listen etter institusjonstjeneste"),
    "agency_share": ("locums tied to an agency", "vikarer knyttet til vikarbyrå"),
    "agency_to_gp_factor": (
        "agency locums who look for a list when the grant excludes them",
        "byråvikarer som søker hjemmel når de ikke får tilskudd"),
    "introduction_fill_yearly": (
        "how fast introduction agreements are filled", "hvor raskt introduksjonsavtaler besettes"),
    "introduction_looks": (
        "looking for a list when the introduction ends", "søker hjemmel når introduksjonen slutter"),
    "introduction_seeks_yearly": (
        "looking for a list during the introduction", "søker hjemmel mens introduksjonen varer"),
    "introduction_extra_work": (
        "work of a doctor in introduction, against a GP", "arbeidet til en lege i introduksjon, mot en fastlege"),
    "working_hours_yearly": ("working hours of a full-time GP", "arbeidstimer for en fastlege i full stilling"),
    "contacts_per_patient_yearly": ("contacts per listed patient", "kontakter per listepasient"),
    "ordered_supervisor": (
        "GPs who are ordered to supervise, of those who would not ask to",
        "fastleger som pålegges veiledning, av dem som ikke selv ønsker det"),
    "open_share_off_list": (
        "open practice in the training of doctors without a list",
        "åpen praksis i spesialiseringen til leger uten liste"),
    "training_pace": (
        "pace of GP training at work with a supervisor",
        "tempo i spesialiseringen med arbeid og veileder"),
    "rota_share": ("locums who work two weeks on and four off", "vikarer som arbeider to uker på og fire av"),
    "market_salary": (
        "how much a salaried post counts for those who want one",
        "hvor mye fastlønn teller for dem som ønsker det"),
    "career_salary": (
        "more choose general practice where salary is offered",
        "flere velger allmennmedisin der fastlønn tilbys"),
    "wish_salary_mean": ("wish for salary among new doctors", "ønske om fastlønn blant nye leger"),
    "cap_salaried_factor": (
        "list cap of salaried GPs, against self-employed",
        "listetak for fastlønte, mot næringsdrivende"),
    "salaried_net_cost_nok": (
        "what a salaried list costs the municipality net",
        "kommunens nettokostnad for en fastlønt liste"),
    "office_external_loss": (
        "outside supervisors not found without an ALIS office",
        "eksterne veiledere som ikke finnes uten ALIS-kontor"),
    "office_small_uptake": (
        "agreements in small municipalities without an ALIS office",
        "avtaler i små kommuner uten ALIS-kontor"),
    "alis_office_nok": ("cost of the ALIS offices per municipality", "kostnad for ALIS-kontorene per kommune"),
    "group_supervision_nok": ("cost of group supervision per trainee", "kostnad for gruppeveiledning per ALIS"),
    "specialist_fee_finish": (
        "fewer leave training with a higher specialist fee", "færre avbryter med høyere spesialisttakst"),
    "exit_fee": ("staying with a higher specialist fee", "hvor mye høyere spesialisttakst får leger til å bli"),
    "old_scheme_share": ("trainees who began before March 2019", "ALIS som begynte før mars 2019"),
    "old_scheme_lost_months": (
        "training lost in changing to the new rules",
        "spesialisering som går tapt ved overgang til ny ordning"),
    "career_basic_grant": (
        "more choose general practice with a higher basic grant",
        "flere velger allmennmedisin med høyere basistilskudd"),
    "basic_grant_nok": ("basic grant per patient", "basistilskudd per pasient"),
    "market_income": (
        "how much 100 000 NOK of income counts for a post",
        "hvor mye 100 000 kroner i inntekt teller for en hjemmel"),
    "cap_drift_break_point": (
        "yearly change of list caps with the break-point in force", "årlig endring i listetak med knekkpunkt"),
    "cap_drift_other": ("yearly change of list caps at other times", "årlig endring i listetak ellers"),
    "startup_income_share": (
        "how much the start-up grant counts for a newcomer", "hvor mye grunntilskuddet teller for en som begynner"),
    "loan_debt_share": ("doctors under 45 with study debt", "leger under 45 år med studielån"),
    "salary_after_months": (
        "months vacant before a municipality offers salary", "måneder ledig før kommunen tilbyr fastlønn"),
    "cap_new_ratio": (
        "list cap that new GPs want, against the usual",
        "listetak nye fastleger ønsker, mot det vanlige"),
    "cap_class1_follows": (
        "how far new GPs of the largest cities want shorter lists, too",
        "hvor langt nye fastleger i de største byene følger etter med kortere lister"),
    "cap_supply_power": (
        "how far more seekers give shorter lists", "hvor langt flere søkere gir kortere lister"),
    "cap_peer_weight": (
        "how much new GPs follow today's usual cap",
        "hvor mye nye fastleger følger dagens vanlige listetak"),
    "exit_load": ("more exits with work over what was agreed", "større avgang ved arbeid ut over det avtalte"),
    "market_office": (
        "how much a municipal office counts for a post",
        "hvor mye kommunalt kontor teller for en hjemmel"),
    "office_rent_nok": (
        "what a GP pays extra for a municipal office",
        "hva fastlegen betaler ekstra for kommunalt kontor"),
    "office_net_cost_nok": (
        "what a GP in its office costs the municipality net",
        "kommunens nettokostnad for en lege med 8.2-avtale"),
    "practice_price_central_nok": ("price of a practice, most central places", "pris for en praksis, mest sentralt"),
    "nurse_gain": (
        "more patients served with nurse consultations", "flere pasienter per liste med sykepleierkonsultasjoner"),
    "nurse_take_up_yearly": (
        "how fast offices begin with nurse consultations",
        "hvor raskt kontorer begynner med sykepleierkonsultasjoner"),
    "nurse_refund_nok": ("refund of an extra nurse consultation", "refusjon for en ekstra sykepleierkonsultasjon"),
    "team_gain": (
        "more patients served per 100 000 NOK of personnel",
        "flere pasienter per 100 000 kroner til personell"),
    "team_take_up_yearly": ("how fast offices hire for the grant", "hvor raskt kontorer ansetter for tilskuddet"),
    "open_shortage": (
        "how much people without a GP lead municipalities to open lists",
        "hvor mye innbyggere uten fast lege får kommunen til å opprette lister"),
    "practice_price_rural_nok": ("price of a practice, least central places", "pris for en praksis, minst sentralt"),
    "exit_67_69": ("exits from the scheme, age 67-69", "avgang fra ordningen, 67-69 år"),
    "exit_70_74": ("exits from the scheme, age 70 and over", "avgang fra ordningen, 70 år og over"),
    "lock_yearly": ("overloaded GPs who lock their list", "overbelastede fastleger som låser listen"),
    "lock_months": ("how long a list is locked", "hvor lenge en liste er låst"),
    "lock_outflow_yearly": ("patients who leave a locked list", "pasienter som går ut av en låst liste"),
    "oncall_grant_asked": ("municipalities that ask for the on-call grant", "kommuner som søker legevakttilskudd"),
    "oncall_grant_effect": ("fewer GP shifts with the grant", "færre vakter for fastleger med tilskuddet"),
    "oncall_strain_left": (
        "strain of on-call duty that stays though others take the shifts",
        "vaktbelastning som blir igjen selv om andre tar vaktene"),
    "market_oncall": ("doctors' dislike of on-call shifts", "legers motvilje mot vakter"),
    "oncall_shift_nok": ("cost of a shift taken by another", "kostnad for en vakt som andre tar"),
    "market_guidance": ("more apply where a municipality is guided", "flere søker der kommunen får bistand"),
    "guidance_nok": ("cost of guiding a municipality", "kostnad for å bistå en kommune"),
    "campaign_taste": (
        "more liking of general practice with a campaign",
        "større lyst til allmennmedisin med kampanje"),
    "locum_ceiling_power": ("fewer locums under a price ceiling", "færre vikarer under et pristak"),
    "locum_price_pull": ("more choose locum work at higher prices", "flere velger vikararbeid ved høyere pris"),
    "career_gp_share": (
        "doctors who turn to general practice straight after LIS1",
        "leger som går til allmennmedisin rett etter LIS1"),
    "career_crowding": (
        "fewer choose general practice when many seek each post",
        "færre velger allmennmedisin når mange søker hver hjemmel"),
    "hospital_pull_power": ("pull of hospitals with free posts", "hvor mye sykehus med ledige stillinger trekker"),
    "locum_to_gp_yearly": ("locums who begin to look for a list", "vikarer som begynner å søke hjemmel"),
    "market_stay_outside": (
        "how choosy doctors without a list are", "hvor kresne leger uten liste er"),
    "exit_under_40": ("exits from the scheme under age 40", "avgang fra ordningen under 40 år"),
}  # fmt: skip

# Units of parameters, word by word; those not here are the same in both languages.
PARAMETER_UNITS: dict[str, tuple[str, str]] = {
    "1/month": ("per month", "per måned"),
    "1/year": ("per year", "per år"),
    "NOK": ("NOK", "kroner"),
    "NOK/consultation": ("NOK per consultation", "kroner per konsultasjon"),
    "NOK/patient/year": ("NOK per patient and year", "kroner per pasient og år"),
    "NOK/post": ("NOK per post", "kroner per stilling"),
    "NOK/shift": ("NOK per shift", "kroner per vakt"),
    "NOK/start": ("NOK per start", "kroner per start"),
    "NOK/year": ("NOK per year", "kroner per år"),
    "contacts/year": ("contacts per year", "kontakter per år"),
    "hours/week": ("hours per week", "timer per uke"),
    "hours/year": ("hours per year", "timer per år"),
    "lists/list-equivalent": ("lists per list missing", "lister per manglende liste"),
    "ln": ("log", "log"),
    "ln per ln": ("log per log", "log per log"),
    "ln per unit load": ("log per unit of load", "log per enhet belastning"),
    "ln/100 000 NOK": ("log per 100 000 NOK", "log per 100 000 kroner"),
    "ln/100 NOK": ("log per 100 NOK", "log per 100 kroner"),
    "logit": ("logit", "logit"),
    "logit/10 points": ("logit per 10 points", "logit per 10 prosentpoeng"),
    "logit/100 000 NOK": ("logit per 100 000 NOK", "logit per 100 000 kroner"),
    "logit/class": ("logit per class", "logit per klasse"),
    "logit/ln": ("logit per log", "logit per log"),
    "logit/logit": ("logit per logit", "logit per logit"),
    "logit/round": ("logit per round", "logit per runde"),
    "logit/week": ("logit per week", "logit per uke"),
    "logit/year": ("logit per year", "logit per år"),
    "months": ("months", "måneder"),
    "months/month": ("months per month", "måneder per måned"),
    "patients/year": ("patients per year", "pasienter per år"),
    "persons/year": ("persons per year", "personer per år"),
    "power": ("power", "potens"),
    "probability": ("probability", "sannsynlighet"),
    "probability/round": ("probability per round", "sannsynlighet per runde"),
    "ratio": ("ratio", "forholdstall"),
    "share": ("share", "andel"),
    "share/100 000 NOK": ("share per 100 000 NOK", "andel per 100 000 kroner"),
    "weight": ("weight", "vekt"),
    "weight, home = 1": ("weight, home = 1", "vekt, Norge = 1"),
    "years": ("years", "år"),
}
