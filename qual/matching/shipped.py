"""Weights learned from published coded corpora. Made by `benchmarks/weights.py`; not to be edited.

Learned from: nhs_patient_feedback, world_after_covid, scrum_quality_interviews, annomi_dev (docs/engine.md).
"""

from __future__ import annotations

WEIGHTS = {
    "rate": 1.0483,
    "definition": 0.5943,
    "definition_known": 0.1399,
    "lexical": 0.4338,
    "lexical_known": 0.0447,
    "meaning": 0.0755,
    "around": 0.6177,
    "manner": 2.2012,
    "role": 1.7328,
    "place": 0.6453,
    "theme": 0.0000,
    "near": 0.0000,
    "length": 0.3087,
    "constant": -0.6165,
}
"""Log-odds per unit of each feature."""

SPREAD = {
    "rate": 0.7603,
    "definition": 0.8088,
    "definition_known": 0.3744,
    "lexical": 0.8672,
    "lexical_known": 0.4046,
    "meaning": 0.3005,
    "around": 0.1614,
    "manner": 0.2403,
    "role": 0.1590,
    "place": 0.1659,
    "theme": 0.1500,
    "near": 0.1500,
    "length": 1.0154,
}
"""Standard deviation of each feature in the corpora."""
