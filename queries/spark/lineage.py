"""The lineage questions of `queries/duckdb` on Apache Spark, over what `stemma export parquet` wrote.

    python3 queries/spark/lineage.py FOLDER [--question NAME] [--limit N] [--out FOLDER]
        [--checkpoints FOLDER] [--lake [--harvest N | --day DATE]]

With --lake the folder is one that `stemma export lake` filled, asked as of its newest harvest, of another
one or of a day; descendants and largest-families are the questions it can be asked.

Questions: descendants, largest-families (the usual one), publishers, reuse-windows, license-steps,
growth. With --out the rows go to Parquet, otherwise they are printed as CSV. It needs pyspark, and
nothing beside it: the closure is a join repeated to a fixpoint, a checkpoint after each round, so that
the plan of a round stays that of one join.
"""

import argparse
import csv
import sys

from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as f


def edges(read):
    standing = read("edge").where("last_seen IS NULL AND child <> parent")
    return standing.select("parent", "child").distinct()


def closure(read):
    """Every pair of a node and one below it, with the length of the shortest way.

    A round adds what lies one edge further down, so that a pair is first met by its shortest way: what
    is known already is left out, and a cycle ends by itself.
    """
    steps = edges(read).localCheckpoint() if local else edges(read).checkpoint()
    new = steps.select(
        f.col("parent").alias("ancestor"), f.col("child").alias("descendant"), f.lit(1).alias("distance")
    )
    rounds = [new]
    known = new.select("ancestor", "descendant")
    while True:
        further = (
            new.join(steps, new.descendant == steps.parent)
            .select("ancestor", f.col("child").alias("descendant"), (f.col("distance") + 1).alias("distance"))
            .where("ancestor <> descendant")
            .distinct()
            .join(known, ["ancestor", "descendant"], "left_anti")
        )
        new = further.localCheckpoint() if local else further.checkpoint()
        if new.isEmpty():
            break
        rounds.append(new)
        known = known.union(new.select("ancestor", "descendant"))
    pairs = rounds[0]
    for pair in rounds[1:]:
        pairs = pairs.union(pair)
    return pairs


def descendants(read):
    return closure(read).orderBy("ancestor", "distance", "descendant")


def largest_families(read):
    models = read("model")
    below = models.where("gone_on IS NULL").select(f.col("id").alias("descendant"), "owner")
    above = models.select(f.col("id").alias("ancestor"), f.col("name").alias("model"))
    return (
        closure(read)
        .join(below, "descendant")
        .groupBy("ancestor")
        .agg(f.count("*").alias("derivatives"), f.countDistinct("owner").alias("publishers"))
        .join(above, "ancestor")
        .select("model", "derivatives", "publishers")
        .orderBy(f.desc("derivatives"), "model")
        .limit(20)
    )


def publishers(read):
    counts = read("derivative").groupBy("ancestor", "owner")
    return counts.agg(f.count("*").alias("models"), f.min("created_on").alias("first")).orderBy(
        "ancestor", f.desc("models"), "owner"
    )


def reuse_windows(read):
    made = read("repo").where("kind = 'dataset'")
    made = made.select(f.col("name").alias("dataset"), f.to_date("created_at").alias("made_on"))
    uses = read("dataset_reuse").join(made, "dataset", "left")
    uses = uses.withColumn("day", f.datediff("created_on", "made_on")).where("day IS NULL OR day >= 0")
    windows = [
        f.count_if(f.col("is_external") & (f.col("day") < days)).alias(f"external_{days}d")
        for days in (30, 90, 365)
    ]
    return (
        uses.groupBy("dataset")
        .agg(f.count("*").alias("declared_by"), f.count_if("is_external").alias("external"), *windows)
        .orderBy(f.desc("external"), "dataset")
    )


def license_steps(read):
    counts = read("license_step").groupBy("parent_license", "license", "step")
    # What no one states comes last, as in DuckDB.
    return counts.agg(f.count("*").alias("edges"), f.countDistinct("owner").alias("owners")).orderBy(
        f.desc("edges"), f.asc_nulls_last("parent_license"), f.asc_nulls_last("license"), "step"
    )


def growth(read):
    rows = read("derivative")
    largest = rows.groupBy("ancestor").count().orderBy(f.desc("count"), "ancestor").limit(20)
    months = (
        rows.join(largest.select("ancestor"), "ancestor")
        .withColumn("month", f.to_date(f.date_trunc("month", "created_on")))
        .groupBy("ancestor", "month")
        .agg(f.count("*").alias("models"))
    )
    so_far = Window.partitionBy("ancestor").orderBy("month")
    return months.withColumn("so_far", f.sum("models").over(so_far)).orderBy("ancestor", "month")


QUESTIONS = {
    "descendants": descendants,
    "largest-families": largest_families,
    "publishers": publishers,
    "reuse-windows": reuse_windows,
    "license-steps": license_steps,
    "growth": growth,
}

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
parser.add_argument("folder")
parser.add_argument("--question", choices=QUESTIONS, default="largest-families")
parser.add_argument("--limit", type=int)
parser.add_argument("--out")
parser.add_argument("--checkpoints", help="a folder that all executors reach; needed on a cluster")
parser.add_argument("--lake", action="store_true")
parser.add_argument("--harvest", type=int, help="of a lake: as of the end of this harvest")
parser.add_argument("--day", help="of a lake: as of the end of this day")
arguments = parser.parse_args()
if arguments.lake and arguments.question not in ("descendants", "largest-families"):
    parser.error(f"A lake has no table for {arguments.question}.")

spark = SparkSession.builder.appName("stemma").config("spark.sql.session.timeZone", "UTC").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
local = arguments.checkpoints is None
if not local:
    spark.sparkContext.setCheckpointDir(arguments.checkpoints)


def table(name):
    return spark.read.parquet(f"{arguments.folder}/{name}")


def log(name):
    """All that a lake was told of a table, with the harvest of each row."""
    reader = spark.read.option("basePath", arguments.folder).option("mergeSchema", True)
    return reader.parquet(f"{arguments.folder}/harvest=*/{name}")


def newest():
    """The harvest that is asked about."""
    if arguments.harvest is not None:
        return arguments.harvest
    began = log("harvest").where("id = harvest")
    if arguments.day:
        began = began.where(f.to_date("started_at") <= f.lit(arguments.day).cast("date"))
    return began.agg(f.max("id")).first()[0]


def state(name, key):
    """A table of a lake as it stood: of each key the newest row, unless it was removed.

    Hardly any row is outside the first partition, so that only those are gathered.
    """
    rows = log(name).where(f.col("harvest") <= at)
    first = rows.agg(f.min("harvest")).first()[0]
    later = rows.where(f.col("harvest") > first).groupBy(*key).agg(f.max("harvest").alias("newest"))
    return (
        rows.join(later, key, "left")
        .where("(newest IS NULL OR harvest = newest) AND NOT removed")
        .drop("newest", "harvest", "removed")
    )


def table_of_lake(name):
    if name != "model":
        return state(name, {"edge": ["child", "parent"]}[name])
    owners = state("owner", ["id"]).select(f.col("id").alias("owner"), f.col("name").alias("owner_name"))
    repos = state("repo", ["id"]).where("kind = 'model'").select("id", "name", "owner", "gone_since")
    return repos.join(owners, "owner", "left").select(
        "id", "name", f.col("owner_name").alias("owner"), f.col("gone_since").alias("gone_on")
    )


at = newest() if arguments.lake else None
if arguments.lake and at is None:
    parser.error("The lake has no harvest of that day or before.")
answer = QUESTIONS[arguments.question](table_of_lake if arguments.lake else table)
if arguments.limit:
    answer = answer.limit(arguments.limit)
if arguments.out:
    answer.write.parquet(arguments.out)
else:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    for row in answer.toLocalIterator():
        writer.writerow(row)
spark.stop()
