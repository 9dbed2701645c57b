"""Figures of activity from pandas, and survival from scipy, for lives drawn at random.

    activity_peers.py LIVES.json
"""

import json
import sys
import warnings

import numpy
import pandas
from scipy import stats

DAY = 86400
SILENCE = 180 * DAY


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        lives = json.load(file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        json.dump([figures(life) for life in lives], sys.stdout)


def figures(life):
    end, release = life["end"], life["release"]
    rows = pandas.DataFrame(life["contributions"], columns=["kind", "time", "actors"])
    rows["actors"] = [[one for one in actors if one not in life["bots"]] for actors in rows["actors"]]
    rows = rows[rows["actors"].map(len) > 0]
    rows["month"] = pandas.to_datetime(rows["time"], unit="s").dt.strftime("%Y-%m")
    months = pandas.period_range(month(release), month(end), freq="M").strftime("%Y-%m")
    people = rows.explode("actors").rename(columns={"actors": "who"})
    by_person = people.groupby("who")["time"].agg(["count", "min", "max"])
    first = by_person["min"].map(month)
    commits = rows[rows["kind"] == "commit"]
    shares = people[people["kind"] == "commit"]["who"].value_counts()
    threads = pandas.DataFrame(life["threads"], columns=["who", "opened", "answer", "closed"])
    threads = threads[~threads["who"].isin(life["bots"])]
    waits = (threads["answer"] - threads["opened"]) / DAY
    return {
        "commits": counted(commits["month"].value_counts(), months),
        "contributors": counted(people.groupby("month")["who"].nunique(), months),
        "newcomers": counted(first.value_counts(), months),
        "absence": absence(shares),
        "occasional": int((by_person["count"] <= 2).sum()),
        "inactive": int((end - by_person["max"] >= SILENCE).sum()),
        "half": float(((rows["time"] - release) / DAY).median()),
        "dump": float((commits["time"] <= release + 2 * DAY).mean()),
        "burst": burst(rows["time"]),
        "wait": None if waits.isna().all() else float(waits.median()),
        "closed": float(threads["closed"].mean()),
        "survival": survival(by_person, end),
    }


def month(seconds):
    return pandas.to_datetime(seconds, unit="s").strftime("%Y-%m")


def counted(series, months):
    return [int(count) for count in series.reindex(months, fill_value=0)]


def absence(shares):
    return int((shares.cumsum() < shares.sum() / 2).sum()) + 1


def burst(times):
    intervals = times.sort_values().diff().dropna()
    n, ratio = len(intervals), stats.variation(intervals)
    more, less = numpy.sqrt(n + 1), numpy.sqrt(n - 1)
    return float((more * ratio - less) / ((more - 2) * ratio + less))


def survival(people, end):
    lives = (people["max"] - people["min"]) / DAY
    ended = end - people["max"] >= SILENCE
    data = stats.CensoredData(uncensored=lives[ended], right=lives[~ended])
    sf = stats.ecdf(data).sf
    return [float(sf.evaluate(days)) if days <= lives.max() else None for days in (30, 62, 90, 180)]


if __name__ == "__main__":
    main()
