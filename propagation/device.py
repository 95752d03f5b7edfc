"""What a worker computes on, in words for people: the processor, or which of the machine's GPUs."""


def device_label(predictor: str, device: str) -> str:
    """The device of a predictor, with the GPU's own name: `cpu`, or for example `cuda:0 NVIDIA H100`.

    Args:
        predictor: As in the registry; all but sam2 compute on the processor whatever is configured.
        device: torch's word for it, as configured.
    """
    if predictor != "sam2":
        return "cpu"
    if not device.startswith("cuda"):
        return device
    import torch

    place = torch.device(device)
    index = torch.cuda.current_device() if place.index is None else place.index
    return f"cuda:{index} {torch.cuda.get_device_name(index)}"
