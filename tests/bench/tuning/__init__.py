"""Makes the encoder of ``locales/answers/_encoder``: the base, tuned on our phrasings, made small.

Two hours and a half of two processors, and gigabytes of packages that nothing else needs (PyTorch
brings those for graphics cards along), so it is no part of ``make``:

    .venv/bin/pip install -r tests/bench/tuning/requirements.txt
    .venv/bin/python -m tests.bench.tuning make    # when many phrasings have come or topics changed
    .venv/bin/python -m tests.bench.tuning weigh   # what the weights in bot/answers/index.py rest on

New phrasings count at once without it: the finder learns them on top of the encoder it has.
"""
