"""Which parameters an effect hangs on first: those of the lever's own mechanism, and those on the way to a list.

A list of ours, read off the rooms that use a lever; how much each counts is for `run.py sensitivity` to say. Parameters
that only turn an effect into money stand here where the price of the lever is uncertain.
"""

# What brings more doctors to a list passes these: choice after LIS1, how long lists are, the hospital's pull, leaving.
ON_THE_WAY = (
    "career_gp_share", "career_crowding", "cap_supply_power", "cap_class1_follows", "hospital_pull_power",
    "locum_to_gp_yearly", "market_stay_outside", "exit_under_40",
)  # fmt: skip

_GRANT = ("career_grant", "career_grant_passed_on", "market_grant", "exit_grant")
_SUPERVISED = ("career_supervision", "market_supervisor", "exit_no_supervisor", "external_supervisor")
_SALARY = ("market_salary", "career_salary", "wish_salary_mean", "cap_salaried_factor", "salaried_net_cost_nok")

DRIVERS: dict[str, tuple[str, ...]] = {
    "education.study_places": ("student_finish_share", "lis1_giveup_home", "lis1_giveup_power"),
    "education.abroad_places": ("abroad_intake_level", "abroad_apply_share", "lis1_weight_abroad"),
    "education.rural_quota": ("rural_origin_taste", "taste_rural_sd", "market_rural_taste"),
    "education.decentralised_share": ("campus_taste_gp", "campus_taste_rural", "market_rural_taste"),
    "education.gp_placement_weeks": ("gp_placement_taste", "gp_placement_hours"),
    "education.abroad_gp_placement": (
        "abroad_gp_placement_return", "abroad_gp_placement_taste", "abroad_apply_share",
    ),
    "bonding.posts": ("bond_accept", "bond_accept_per_failure", "bond_breach_yearly"),
    "bonding.years": ("bond_accept", "bond_accept_per_year", "bond_stay_factor"),
    "bonding.breach_nok": ("bond_breach_yearly", "bond_breach_scale_nok", "bond_breach_with_list"),
    "lis1.state_posts": (
        "extra_applicants_yearly_2022", "foreign_applicants_yearly_2019", "lis1_giveup_abroad", "lis1_return_yearly",
        "lis1_weight_other", "lis1_start_nok",
    ),
    "lis1.gp_linked_posts": ("career_linked", "lis1_linked_taste"),
    "lis1.regional_split": ("lis1_score_tie", "lis1_prefer_distance", "market_distance_home"),
    "lis1.allocation": ("lis1_weight_abroad", "lis1_weight_other", "lis1_score_tie"),
    "lis1.quarantine": ("lis1_quarantine_effect", "lis1_quit_yearly", "lis1_quit_rural_factor"),
    "lis1.own_posts": ("own_post_yearly", "own_post_scale_nok", "own_post_share_nok"),
    "lis1.own_posts_grant_nok": ("own_post_yearly", "own_post_scale_nok", "own_post_share_nok"),
    "lis1.rural_first": ("lis1_rural_tie", "lis1_score_tie", "market_distance_home"),
    "lis1.named_municipality": ("lis1_named_quit", "lis1_quit_yearly"),
    "lis1.order": ("own_post_yearly", "lis1_good_placement_taste"),
    "lis1.part_of_degree": ("lis1_weight_abroad", "lis1_weight_other", "lis1_giveup_abroad"),
    "lis1.recognise_foreign": ("kbu_share", "kbu_done_share"),
    "lis1.exempt_foreign_specialists": ("foreign_specialist_to_gp_yearly",),
    "lis1.municipal_grant_nok": ("lis1_grant_fill", "lis1_residual_fill_yearly"),
    "lis1.residual_rule": ("lis1_direct_fill", "lis1_residual_fill_yearly"),
    "lis1.supervised_practice": ("lis1_supervised_giveup", "lis1_giveup_power", "locum_waiting_share"),
    "competence.exemption": (
        "locum_waiting_share", "municipal_training_any", "exemption_end_yearly", "locum_price_elasticity",
    ),
    "competence.exemption_months": ("exemption_end_yearly", "exemption_end_training", "exemption_end_hospital"),
    "competence.yearly_months": ("locum_waiting_share", "locum_price_elasticity"),
    "competence.legevakt_months": ("oncall_others_share", "exit_oncall"),
    "competence.oncall_alone": ("oncall_backup", "oncall_others_share", "exit_oncall"),
    "competence.other_municipal": (
        "municipal_training_any", "trainee_to_municipal_yearly", "municipal_to_gp_yearly",
    ),
    "competence.private_care": ("private_care_factor", "private_care_to_gp_yearly"),
    "alis.grant_nok": (*_GRANT, "agreement_uptake_yearly", "alis_grant_paid_share"),
    "alis.centrality6_supplement_nok": (*_GRANT, "alis_grant_paid_share"),
    "alis.supervisor_rule": ("experienced_years", "fit_share", "willing_supervisor_share", *_SUPERVISED),
    "alis.supervisor_slots": _SUPERVISED,
    "alis.institution_service": ("institution_place_yearly", "institution_return"),
    "alis.training_cooperation": _SUPERVISED,
    "alis.agency_exclusion": ("agency_share", "agency_to_gp_factor", "agreement_uptake_yearly"),
    "alis.introduction_agreements": (
        "introduction_fill_yearly", "introduction_looks", "introduction_seeks_yearly", "introduction_extra_work",
    ),
    "alis.supervision_hours": ("working_hours_yearly", "contacts_per_patient_yearly"),
    "alis.supervision_in_duty": ("ordered_supervisor", "willing_supervisor_share", *_SUPERVISED),
    "alis.open_practice_months": ("open_share_off_list", "training_pace"),
    "alis.minimum_position": ("rota_share",),
    "alis.hospital_posts": ("institution_place_yearly", "institution_return"),
    "alis.salaried_posts": _SALARY,
    "alis.office": ("office_external_loss", "office_small_uptake", "alis_office_nok"),
    "alis.group_supervision": ("group_supervision_nok",),
    "alis.whole_course": ("career_linked", "lis1_linked_taste"),
    "finance.specialist_fee_nok": ("specialist_fee_finish", "exit_fee"),
    "alis.old_scheme": ("old_scheme_share", "old_scheme_lost_months"),
    "finance.basic_grant_share": ("career_basic_grant", "basic_grant_nok"),
    "finance.centrality_supplement_nok": ("market_income", "basic_grant_nok"),
    "finance.patient_adjustment": ("market_income", "basic_grant_nok"),
    "finance.equalisation_list": ("market_income", "basic_grant_nok"),
    "finance.break_point_nok": ("cap_drift_break_point", "cap_drift_other", "market_income"),
    "finance.startup_list": ("startup_income_share", "market_income"),
    "finance.loan_writeoff_nok": ("loan_debt_share", "market_income"),
    "contract.salaried_offer": ("salary_after_months", *_SALARY),
    "practice.capacity_per_gp": ("cap_new_ratio", "cap_peer_weight", "exit_load"),
    "contract.office_agreement": (
        "market_office", "office_rent_nok", "office_net_cost_nok", "practice_price_central_nok",
    ),
    "practice.nurse_consultations": ("nurse_gain", "nurse_take_up_yearly", "nurse_refund_nok"),
    "practice.team_grant_nok": ("team_gain", "team_take_up_yearly"),
    "practice.list_ceiling": ("cap_new_ratio", "cap_peer_weight", "open_shortage"),
    "practice.takeover_guarantee": (
        "practice_price_central_nok", "practice_price_rural_nok", "market_income",
    ),
    "contract.age_limit": ("exit_67_69", "exit_70_74"),
    "lists.locking": ("lock_yearly", "lock_months", "lock_outflow_yearly"),
    "oncall.grant_nok": ("oncall_grant_asked", "oncall_grant_effect", "exit_oncall"),
    "oncall.gp_duty": ("oncall_strain_left", "exit_oncall", "market_oncall", "oncall_shift_nok"),
    "practice.paperwork_hours": ("working_hours_yearly", "exit_load"),
    "municipality.guidance": ("market_guidance", "guidance_nok"),
    "campaign.general_practice": ("campaign_taste",),
    "locum.price_ceiling_nok": ("locum_ceiling_power", "locum_price_elasticity", "locum_price_pull"),
}  # fmt: skip


def drivers_of(levers: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Parameters behind these levers: those of their own mechanisms, then those on the way of every effect."""
    own = dict.fromkeys(name for lever in levers for name in DRIVERS[lever])
    return tuple(own), tuple(name for name in ON_THE_WAY if name not in own)
