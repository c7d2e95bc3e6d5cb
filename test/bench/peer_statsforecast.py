"""statsforecast's AutoETS as a peer: prints its quantiles for every series.

Run as ``python peer_statsforecast.py DATA.csv SEASON HORIZON`` with a Python that has
``statsforecast``; it may be another one than the project's. ``DATA.csv`` has the columns
``unique_id``, ``ds``, ``y``.
"""

from __future__ import annotations

import json
import sys

import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoETS


def main() -> None:
    data, season, horizon = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    frame = pd.read_csv(data, parse_dates=["ds"])
    model = StatsForecast(models=[AutoETS(season_length=season)], freq="MS", n_jobs=1)
    # An interval of 80 % ends at p10 and p90.
    found = model.forecast(df=frame, h=horizon, level=[80]).reset_index()
    columns = ["AutoETS-lo-80", "AutoETS", "AutoETS-hi-80"]
    answer = {
        str(name): part.sort_values("ds")[columns].to_numpy().tolist()
        for name, part in found.groupby("unique_id")
    }
    print(json.dumps(answer))


main()
