"""Asks `queries/spark/lineage.py` several questions in one run of Spark, which takes long to start.

    ask_spark.py LINEAGE QUESTION...

A question is the arguments of one call, with blanks between; each answer is CSV behind a line with the
question.
"""

import os
import runpy
import sys

os.environ.setdefault(
    "PYSPARK_SUBMIT_ARGS",
    # As little machinery as a small cache needs.
    "--master local[1] --driver-memory 1g --driver-java-options -XX:TieredStopAtLevel=1"
    " --conf spark.default.parallelism=1 --conf spark.sql.shuffle.partitions=1"
    " --conf spark.sql.adaptive.enabled=false --conf spark.sql.codegen.wholeStage=false"
    " --conf spark.ui.enabled=false pyspark-shell",
)
os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")

from pyspark.sql import SparkSession

stop = SparkSession.stop
SparkSession.stop = lambda session: None
script, *questions = sys.argv[1:]
for question in questions:
    print(f"# {question}", flush=True)
    sys.argv = [script, *question.split()]
    runpy.run_path(script, run_name="__main__")
stop(SparkSession.builder.getOrCreate())
