"""What pandas says of a file of daily counters: for each repository its gaps, falls and growth, and
the Gini coefficient of all values of each day.

    timeseries_peers.py FILE.csv.gz DATE_COLUMN VALUE_COLUMN KIND_COLUMN KIND

Names that differ in case are one. Of rows of one name and time the first stands, of several times of
one day the last.
"""

import json
import sys

import numpy
import pandas


def main():
    path, date, value, kind_column, kind = sys.argv[1:]
    rows = pandas.read_csv(path, dtype={"id": str}, keep_default_na=False, na_values=[""])
    if kind_column:
        rows = rows[rows[kind_column] == kind]
    rows["id"] = rows["id"].str.lower()
    counters = [name for name in ("downloads", "likes") if name in rows]
    rows = rows.dropna(subset=counters, how="all").drop_duplicates(["id", date], keep="first")
    rows = rows.dropna(subset=[value]).sort_values(["id", date], kind="stable")
    rows[date] = pandas.to_datetime(rows[date].str.slice(0, 10))
    rows = rows.drop_duplicates(["id", date], keep="last")
    groups = rows.groupby("id", sort=True)
    rows["days"] = groups[date].diff().dt.days
    rows["change"] = groups[value].diff()
    series = {}
    for name, group in rows.groupby("id", sort=True):
        gaps = group[group["days"] > 1]
        span = (group[date].iloc[-1] - group[date].iloc[0]).days
        grown = group[value].iloc[-1] - group[value].iloc[0]
        series[name] = {
            "gaps": [
                [str(day.date()), int(days) - 1] for day, days in zip(gaps[date], gaps["days"])
            ],
            "days": len(group),
            "falls": [str(day.date()) for day in group[date][group["change"] < 0]],
            "growth": float(grown / span) if span else None,
        }
    days = {str(day.date()): gini(group[value]) for day, group in rows.groupby(date)}
    json.dump({"series": series, "gini": days}, sys.stdout)


def gini(values):
    """From the area below the Lorenz curve, by trapezoids."""
    held = numpy.insert(numpy.cumsum(numpy.sort(values.to_numpy(dtype=float))), 0, 0.0)
    if held[-1] == 0:
        return None
    held /= held[-1]
    return float(1 - (held[1:] + held[:-1]).sum() / (len(held) - 1))


if __name__ == "__main__":
    main()
