"""The verbs of fault injection."""

from emulator.scenario.client import Answer
from emulator.scenario.fault_steps import InjectFaultStep, RemoveFaultsStep
from emulator.scenario.world import World


def inject_fault(world: World, step: InjectFaultStep) -> list[Answer]:
    """Put a rule in force."""
    rule = step.model_dump(mode="json", exclude={"save"}, exclude_unset=True)
    answer = world.client.control("POST", "faults", world.values.fill(rule))
    world.values.save(step.save, answer.json)
    return [answer]


def remove_faults(world: World, step: RemoveFaultsStep) -> list[Answer]:
    """Take every rule back."""
    del step
    return [world.client.control("DELETE", "faults")]
