// Who imports Stemma gets what its questions take and give, without naming the stages.
@_exported public import StemmaAnswers
@_exported public import StemmaCore
@_exported public import StemmaGraph
@_exported public import StemmaHarvest
@_exported public import StemmaLink
@_exported public import StemmaMetrics
@_exported public import StemmaOperations
@_exported public import StemmaStudies
