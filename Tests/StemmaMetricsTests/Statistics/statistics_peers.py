"""Answers from numpy, pandas, scipy, and lifelines and statsmodels where they are installed.

    statistics_peers.py numbers CASES.json     a list of lists of numbers
    statistics_peers.py survival CASES.json    a list of lists of [duration, ended]
"""

import importlib.util
import json
import math
import sys
import warnings

import numpy
import pandas
from scipy import stats


def main():
    task, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        cases = json.load(file)
    answer = {"numbers": of_numbers, "survival": of_survival}[task]
    json.dump([answer(case) for case in cases], sys.stdout)


def finite(number):
    return float(number) if number is not None and math.isfinite(number) else None


def of_numbers(values):
    series = pandas.Series(values, dtype=float)
    total = series.sum()
    shares = series / total if total > 0 else None
    lorenz = [] if shares is None else [0.0, *series.sort_values().cumsum() / total]
    return {
        "gini": None if shares is None else gini(series),
        "hhi": None if shares is None else float((shares**2).sum()),
        "top3": None if shares is None else float(shares.nlargest(3).sum()),
        "q25": finite(series.quantile(0.25)),
        "median": finite(series.median()),
        "burstiness": burstiness(values),
        "finite": finite_burstiness(values),
        "lorenz": [float(each) for each in lorenz],
    }


def gini(series):
    """Half of the mean absolute difference over all pairs, by the mean."""
    array = series.to_numpy()
    return float(numpy.abs(array[:, None] - array[None, :]).mean() / (2 * array.mean()))


def burstiness(values):
    if len(values) < 2 or sum(values) == 0:
        return None
    mean, deviation = numpy.mean(values), numpy.std(values)
    return float((deviation - mean) / (deviation + mean))


def finite_burstiness(values):
    if len(values) < 2 or sum(values) == 0:
        return None
    n, ratio = len(values), stats.variation(values)
    more, less = math.sqrt(n + 1), math.sqrt(n - 1)
    return float((more * ratio - less) / ((more - 2) * ratio + less))


def of_survival(subjects):
    times = numpy.array([time for time, _ in subjects])
    ended = numpy.array([end for _, end in subjects], dtype=bool)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answers = {"scipy": by_scipy(times, ended)}
        if importlib.util.find_spec("lifelines"):
            answers["lifelines"] = by_lifelines(times, ended)
        if importlib.util.find_spec("statsmodels"):
            answers["statsmodels"] = by_statsmodels(times, ended)
    return answers


def by_scipy(times, ended):
    data = stats.CensoredData(uncensored=times[ended], right=times[~ended])
    survival = stats.ecdf(data).sf
    band = survival.confidence_interval(method="log-log")
    return [
        {"survival": float(at), "lower": finite(low), "upper": finite(high)}
        for at, low, high in zip(
            survival.probabilities, band.low.probabilities, band.high.probabilities
        )
    ]


def by_lifelines(times, ended):
    from lifelines import KaplanMeierFitter

    fitter = KaplanMeierFitter().fit(times, ended)
    band = fitter.confidence_interval_survival_function_
    rows = zip(fitter.survival_function_["KM_estimate"], band.iloc[:, 0], band.iloc[:, 1])
    # Its first row is the start, before anything ended.
    return [
        {"survival": float(at), "lower": finite(low), "upper": finite(high)}
        for at, low, high in list(rows)[1:]
    ]


def by_statsmodels(times, ended):
    from statsmodels.duration.survfunc import SurvfuncRight

    found = SurvfuncRight(times, ended.astype(int))
    at = dict(zip(found.surv_times, zip(found.surv_prob, found.surv_prob_se)))
    rows, last = [], (1.0, 0.0)
    for time in sorted(set(times)):
        last = at.get(time, last)
        rows.append({"survival": float(last[0]), "error": finite(last[1])})
    return rows


if __name__ == "__main__":
    main()
