import Foundation
import Stemma

let pipeline = Pipeline(cachePath: "stemma.sqlite")
let environment = ProcessInfo.processInfo.environment
let hub = try HubSettings(endpoint: nil, token: nil, environment: environment)
let request = HarvestRequest(subjects: ["EleutherAI/pythia-70m"])
_ = try await pipeline.harvest(request, from: hub)

let answers = try Answers(cachePath: "stemma.sqlite")
print(try answers.derivatives(of: "EleutherAI/pythia-70m").json.text)
