"""W1 as it is built against W1 as it is written: tests/workflows/workflows.json, the table of the domain."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from viewflow.workflow import chart

from approvals import kinds
from approvals.flow import Ended, Opening, Waiting
from approvals.verbs import PERSON_ENDED
from workflows.transfer.case import TransferCase
from workflows.transfer.flow import TransferFlow
from workflows.transfer.states import State

W1 = json.loads((Path(__file__).parent / "workflows.json").read_text())["W1"]
BUILT = {str(state) for state in State}
NODES = {node.state: node for node in TransferFlow.instance.nodes() if not isinstance(node, Opening)}
WAITING = [node for node in NODES.values() if isinstance(node, Waiting)]

# Waiting states on which no deadline runs, and why that keeps nobody waiting.
NO_DEADLINE = {
    "draft": "nobody else waits for a draft; it lapses after sixty days",
    "coordination": "its child, the coordination, has the deadlines",
}


def test_no_move_leads_where_the_table_knows_no_way():
    """The exit of every state, `person_ended`, stands in the table too: its generic rows."""
    assert _moves_of_the_machine() - _moves_of_the_table() == set()


def test_every_move_of_the_table_between_built_states_is_built():
    table = {move for move in _moves_of_the_table() if {move[0], move[2]} <= BUILT}
    assert table - _moves_of_the_machine() == set()


# Procedures about several people: one of them leaves, the rest goes on.
ABOUT_SEVERAL = {"agreement": "tests/workflows/test_agreement_facts.py"}


@pytest.mark.parametrize(
    "flow", [f for f in kinds.all_flows() if f.kind not in ABOUT_SEVERAL], ids=lambda flow: flow.kind
)
def test_every_open_state_of_a_procedure_about_one_person_ends_with_them(flow):
    """A fact, so no page offers it, no edge of the diagram draws it and no desk runs it."""
    verb = flow.verbs()[PERSON_ENDED]
    waiting = {node.state for node in flow.instance.nodes() if isinstance(node, Waiting)}
    assert (verb.by_fact, set(verb.sources)) == (True, waiting)
    assert flow.at(verb.target).is_end
    assert not any(left.name == PERSON_ENDED for state in waiting for left in flow.leaving(state))


def test_one_verb_has_one_target():
    for verb in TransferFlow.verbs().values():
        transitions = [t for t in TransferCase._meta.get_field("state").get_all_transitions(TransferCase)]
        assert {t.target for t in transitions if t.name == verb.name} == {verb.target}, verb.name
        assert {t.source for t in transitions if t.name == verb.name} == set(verb.sources), verb.name


def test_states_bear_the_words_of_the_table():
    written = {state["name"]: state["zh"] for state in W1["states"] if state["name"] in BUILT}
    assert {str(state): str(state.label) for state in State} == written
    assert {state: str(node.task_title) for state, node in NODES.items()} == written


def test_states_end_where_the_table_ends():
    ends = {state["name"] for state in W1["states"] if state["final"]} & BUILT
    assert {state for state, node in NODES.items() if isinstance(node, Ended)} == ends
    assert {state for state in BUILT if not TransferFlow.leaving(state)} == ends


@pytest.mark.parametrize("node", WAITING, ids=lambda node: node.state)
def test_a_waiting_state_has_an_owner_and_a_way_out(node):
    ways_out = [verb for verb in TransferFlow.leaving(node.state) if not verb.by_system and verb.target != node.state]
    assert ways_out
    if node.child:
        assert all(verb.by_child for verb in ways_out)  # its owner is whoever decides the child
    else:
        assert node.seats


@pytest.mark.parametrize("node", WAITING, ids=lambda node: node.state)
def test_a_waiting_state_has_a_deadline_or_a_reason_for_none(node):
    has_deadline = bool(node.term or node.until)
    assert has_deadline != (node.state in NO_DEADLINE)
    if node.state == "draft":
        assert node.lapse_term.count == 60


@pytest.mark.parametrize("node", [n for n in WAITING if n.lapse], ids=lambda node: node.state)
def test_what_the_clock_decides_is_a_verb_of_that_state(node):
    verb = TransferFlow.verbs()[node.lapse]
    assert node.state in verb.sources
    assert NODES[verb.target].is_end or (node.state, verb.target) == ("letter_issued", "letter_expired")


def test_the_terms_are_those_of_the_table():
    terms = {node.state: f"{node.term.count} {node.term.unit.value}" for node in WAITING if node.term}
    assert terms == {
        "origin_branch_review": "5 wd",
        "destination_review": "10 wd",
        "pending_approval": "5 wd",
        "returned": "30 d",
        "refused": "15 wd",
        "letter_expired": "15 wd",
        "letter_void": "5 wd",
        "arrived": "10 wd",
        "dossier_check": "30 d",
        "received": "1 mo",
        "receipt_sent": "30 d",
    }
    assert {node.state: node.until for node in WAITING if node.until} == {"letter_issued": "valid_until"}


def test_the_edges_of_the_diagram_are_the_verbs():
    drawn = {(edge.src.state, edge.dst.state, edge.label) for node in NODES.values() for edge in node._outgoing()}
    assert drawn == {
        (source, verb.target, str(verb.label))
        for verb in TransferFlow.verbs().values()
        for source in verb.sources
        if not verb.by_fact
    }
    assert [edge.dst.state for edge in TransferFlow.start._outgoing()] == ["draft"]


def test_the_main_line_is_a_walk_along_the_edges():
    line = TransferFlow.main_line
    for here, there in pairwise(line):
        assert str(there) in {verb.target for verb in TransferFlow.leaving(str(here))}, here


def test_viewflow_draws_the_flow():
    grid = chart.calc_layout_data(TransferFlow)
    drawn = chart.grid_to_svg(grid)
    for state in State:
        assert str(state.label)[:4] in drawn, state
    assert chart.grid_to_bpmn(grid).startswith("<?xml")


def test_tasks_of_viewflow_bear_the_names_of_states():
    """A renamed node would orphan the tasks that are open: names and states stay one."""
    assert {node.name for node in NODES.values()} == BUILT


def _moves_of_the_machine() -> set[tuple[str, str, str]]:
    field = TransferCase._meta.get_field("state")
    return {
        (transition.source, transition.custom["verb"].action, transition.target)
        for transition in field.get_all_transitions(TransferCase)
    }


def _moves_of_the_table() -> set[tuple[str, str, str]]:
    return {(m["from"], m["action"], m["to"]) for m in W1["transitions"]}
