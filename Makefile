# The index of commands; what they do is in docker/ (how things start) and tests/.
PYTHON ?= python3
DO = @$(PYTHON) -m docker.bootstrap

.DEFAULT_GOAL := help
COMMANDS = run test lint fix schema ci audit bench-api bench-editor bench-caption bench-effort bench-flow \
  bench-lists bench-planted bench-propagation bench-release bench-scoring fuzz sim-team soak sam2 model pins clean
.PHONY: help $(COMMANDS)

$(COMMANDS):
	$(DO) $(subst -,_,$@)

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Prepare what is missing, start Tether on http://127.0.0.1:8000 (PORT=8123 make run for another port)
test: ## Every test: Python on real PostgreSQL and Redis, TypeScript, the browser, the contracts
lint: ## ruff, mypy, import-linter, Biome, tsc
fix: ## Formatting and imports, Python and TypeScript
schema: ## The OpenAPI document, and what is made from it: types for pages and client, docs/http-api
ci: ## lint, then test, then audit
audit: ## Known weaknesses of every pinned package, Python and npm; ends with 3 where no advisory service answers
bench-api: ## CPU and p95 of saving a polygon and reading a task at 1, 16 and 64 clients beside Label Studio's; fails above 1/5 and 1/3
bench-editor: ## What a drag, a zoom and a step cost the mask workspace in Chromium, and a drag in a peer editor
bench-caption: ## What a letter costs the caption workspace in Chromium, beside a plain field; fails above 8 ms
bench-effort: ## Pointer events and seconds to redraw a clip's true masks in three ways (CLIP=folder)
bench-flow: ## Overlap, edge and CPU of the weight-free engine beside doing without, and its trust (CLIP=video or folder MASKS=folder)
bench-lists: ## What every address that pages ask takes in a project of 20,000 clips; fails above 200 ms (KEEP=folder)
bench-planted: ## The share of 100 planted faults that checks, gold and trust flag before an inspector looks
bench-propagation: ## What SAM 2's masks cost here and with its own predictor, and whether they are the same
bench-release: ## Masks a second of a whole release beside a loop of pycocotools, memory at 200 and 2,000 videos, a projection (VIDEOS=n)
bench-scoring: ## CPU seconds and memory of scoring LG-VIS, 200 videos at 720p; fails above 0.8 s
fuzz: ## Requests and chains of them made up from the OpenAPI document, until one crashes the server (EXAMPLES=n SEED=n)
sim-team: ## 64 annotators and 9 inspectors, played, take 1,000 clips through the line on PostgreSQL and Redis
soak: ## That team for 10 minutes while workers, web processes, Redis and PostgreSQL are killed; fails if anything is lost
sam2: ## Add torch and SAM 2 (about 6 GB) for the sam2 predictor
model: ## Add torch and what the worker of a model of your own needs (about 7 GB)
pins: ## Write requirements/pins.txt from what is installed
clean: ## Remove what can be made again; var/ (your data) stays
