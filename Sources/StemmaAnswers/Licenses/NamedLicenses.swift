internal import Foundation

/// What others read in the text behind a `license_name`, where a card's license is `other`.
///
/// Another reader's judgement of the texts that a few models link, and no legal advice: a name binds
/// nobody to use it for the same text.
public struct NamedLicense: Sendable, Hashable {
  /// The name, in lower case.
  public let name: String
  /// The family that the text was put into.
  public let family: LicenseFamily
  /// The models whose texts were read for it.
  public let modelsRead: Int
  /// What the reader noted of the text.
  public let terms: String
  /// The address of the text that was read.
  public let evidence: String

  /// When the texts were read.
  public static let date = "2026-09-26"
  /// Whose judgement it is.
  public static let source =
    "aikian/hf-model-supply-chain, license_overrides (CC BY 4.0), read by hand there"

  /// The license with an id on the Hub that the name means, where it means one.
  package var standsFor: License? { Self.ids[name] }
}

extension NamedLicense {
  /// All names, in the order of their source; the article "Licenses" repeats them.
  package static let all: [NamedLicense] = table.split(separator: "\n")
    .compactMap(NamedLicense.init)

  /// What is known of a license that a card gives no id; nil where nothing is.
  ///
  /// The name tells, and where it is unknown, or says nothing, the address of the text.
  package static func known(name: String?, link: String?) -> NamedLicense? {
    if let known = name.flatMap({ byName[License.plain($0)] }) { return known }
    return link.flatMap { byLink[address($0)] }
  }

  /// The names without an id of the Hub's whose texts were put into a family.
  static func licenses(in family: LicenseFamily) -> Set<License> {
    let meant = all.filter { $0.family == family && $0.standsFor == nil }
    return Set(meant.map { License(rawValue: $0.name) })
  }

  static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

  // A page that several names link is told by neither.
  private static let byLink = Dictionary(grouping: all) { address($0.evidence) }
    .compactMapValues { $0.count == 1 ? $0[0] : nil }

  /// An address without what may differ between two that lead to one file.
  private static func address(_ link: String) -> String {
    var text = link.lowercased().replacing(/^https?:\/\/(www\.)?/, with: "")
    text.replace("hf.co/", with: "huggingface.co/", maxReplacements: 1)
    text.replace("/resolve/main/", with: "/blob/main/")
    text.replace("/raw/main/", with: "/blob/main/")
    while text.hasSuffix("/") { text.removeLast() }
    return text
  }

  private init?(_ line: Substring) {
    let cells = line.components(separatedBy: " | ")
    guard cells.count == 5, let family = Self.families[cells[1]], let count = Int(cells[2]) else {
      return nil
    }
    (name, self.family, modelsRead, terms, evidence) = (
      cells[0], family, count, cells[3], cells[4]
    )
  }

  private static let families: [String: LicenseFamily] = [
    "permissive": .permissive, "copyleft": .shareAlike, "responsible_ai": .openRAIL,
    "noncommercial": .nonCommercial, "vendor_custom": .vendorTerms,
  ]

  /// Names of a text that has an id of the Hub's too.
  private static let ids: [String: License] = [
    "apache-2.0": "apache-2.0", "apache-license-2.0": "apache-2.0", "yi-34b": "apache-2.0",
    "flux-1-dev-non-commercial-license": "flux-1-dev-non-commercial-license",
    "gemma": "gemma", "gemma-terms-of-use": "gemma",
    "llama-2": "llama2", "llama2": "llama2", "llama-3": "llama3", "llama3": "llama3",
    "llama3.1": "llama3.1", "llama3.2": "llama3.2", "llama3.3": "llama3.3", "llama4": "llama4",
    "openmdw-1.1": "openmdw-1.1", "openmdw1.1-license": "openmdw-1.1",
    "sdxl-license": "openrail++",
  ]

  /// The id that a name means, whether or not its text was read.
  package static func id(of name: String) -> License? { ids[License.plain(name)] }

  /// Cards call MiniMax's text `other`, as they call any: its address alone tells it.
  ///
  /// Name, class, models read, what was noted, and the address of the text.
  private static let table = """
    flux-1-dev-non-commercial-license | noncommercial | 6 | no commercial or production use | https://huggingface.co/black-forest-labs/FLUX.1-dev/blob/main/LICENSE.md
    qwen-research | noncommercial | 7 | research and evaluation only | https://huggingface.co/Qwen/Qwen2.5-3B/blob/main/LICENSE
    fair-ai-public-license-1.0-sd | copyleft | 8 | share-alike, also for network service; list of barred uses | https://freedevproject.org/faipl-1.0-sd/
    llama3 | vendor_custom | 30 | as the id llama3 | https://huggingface.co/NousResearch/Meta-Llama-3-8B/blob/main/LICENSE
    lfm1.0 | vendor_custom | 19 | commercial below 10 M USD revenue a year | https://huggingface.co/LiquidAI/LFM2.5-1.2B-Instruct/blob/main/LICENSE
    krea-2-community-license | vendor_custom | 3 | commercial below 1 M USD revenue a year | https://huggingface.co/krea/Krea-2-Turbo/blob/main/LICENSE.pdf
    mrl | noncommercial | 13 | research only | https://mistral.ai/licenses/MRL-0.1.md
    qwen | vendor_custom | 10 | above 100 M monthly users: ask | https://huggingface.co/Qwen/Qwen2.5-72B/blob/main/LICENSE
    deepseek | vendor_custom | 10 | commercial, with use restrictions | https://github.com/deepseek-ai/DeepSeek-LLM/blob/HEAD/LICENSE-MODEL
    deepseek-license | vendor_custom | 4 | as deepseek | https://huggingface.co/deepseek-ai/deepseek-coder-1.3b-base/blob/main/LICENSE
    nvidia-open-model-license | vendor_custom | 13 | commercial and derivatives allowed, vendor terms | https://www.nvidia.com/en-us/agreements/enterprise-software/nvidia-open-model-license/
    eva-llama3.3 | vendor_custom | 4 | llama3.3 terms and one company barred | https://huggingface.co/EVA-UNIT-01/EVA-LLaMA-3.33-70B-v0.0
    health-ai-developer-foundations | vendor_custom | 6 | use restrictions pass to derivatives | https://developers.google.com/health-ai-developer-foundations/terms
    tongyi-qianwen-research | noncommercial | 6 | non-commercial only | https://huggingface.co/Qwen/Qwen1.5-0.5B/blob/main/LICENSE
    nvidia-nemotron-open-model-license | vendor_custom | 6 | commercial and derivatives allowed, notice | https://www.nvidia.com/en-us/agreements/enterprise-software/nvidia-nemotron-open-model-license/
    flux-non-commercial-license | noncommercial | 4 | no commercial or production use | https://huggingface.co/black-forest-labs/FLUX.2-klein-9B/blob/main/LICENSE.md
    stabilityai-ai-community | vendor_custom | 3 | commercial below 1 M USD revenue a year | https://huggingface.co/stabilityai/stable-diffusion-3.5-large/blob/main/LICENSE.md
    modified-mit | permissive | 9 | MIT, large products must show the name | https://huggingface.co/moonshotai/Kimi-K2.5/blob/main/LICENSE
    falcon-llm-license | vendor_custom | 7 | Apache text changed, acceptable use policy | https://falconllm.tii.ae/falcon-terms-and-conditions.html
    exaone | noncommercial | 3 | research only | https://huggingface.co/LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct/blob/main/LICENSE
    ltx-2-community-license-agreement | vendor_custom | 4 | paid from 10 M USD revenue a year | https://github.com/Lightricks/LTX-2/blob/main/LICENSE-2
    qwen-community-1.0 | vendor_custom | 1 | model-as-a-service and assistants: separate license | https://huggingface.co/Qwen/Qwen3.8-Flash-Next/blob/main/LICENSE
    tongyi-qianwen | vendor_custom | 7 | above 100 M monthly users: ask | https://huggingface.co/Qwen/Qwen1.5-7B/blob/main/LICENSE
    llama-3 | vendor_custom | 2 | as the id llama3 | https://huggingface.co/meta-llama/Meta-Llama-3-8B-Instruct/blob/main/LICENSE
    minimax-h3-community-license-agreement | vendor_custom | 2 | not for EU, UK, KR, US; consent above 20 M USD | https://huggingface.co/MiniMaxAI/MiniMax-H3/blob/main/LICENSE
    openmdw-1.1 | permissive | 4 | as the id openmdw-1.1 | https://openmdw.ai/license/1-1/
    openmdw1.1-license | permissive | 1 | as the id openmdw-1.1 | https://openmdw.ai/license/1-1/
    stabilityai-nc-research-community | noncommercial | 1 | research and non-commercial only | https://huggingface.co/stabilityai/stable-diffusion-3-medium-diffusers/blob/main/LICENSE
    circlestone-labs-non-commercial-license | noncommercial | 1 | no commercial or production use | https://huggingface.co/circlestone-labs/Anima/blob/main/LICENSE.md
    apache-2.0 | permissive | 2 | linked file is Apache 2.0 | https://huggingface.co/Qwen/Qwen2.5-Omni-7B/blob/main/LICENSE
    apache-license-2.0 | permissive | 1 | linked page is Apache 2.0 | https://ai.google.dev/gemma/apache_2
    sdxl-license | responsible_ai | 2 | linked file is CreativeML Open RAIL++-M | https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0/blob/main/LICENSE.md
    faipl-1.0 | copyleft | 1 | share-alike; list of barred uses | https://freedevproject.org/faipl-1.0/
    minimax-m2.7 | noncommercial | 1 | MiniMax-M2.7 only: the name says nothing, its linked text bars commercial use | https://github.com/MiniMax-AI/MiniMax-M2.7/blob/main/LICENSE
    tencent-hunyuan-community | vendor_custom | 3 | not for EU, UK, KR; above 100 M monthly users: ask | https://huggingface.co/tencent/HunyuanVideo/blob/main/LICENSE
    llama4 | vendor_custom | 2 | as the id llama4 | https://huggingface.co/meta-llama/Llama-4-Scout-17B-16E-Instruct/blob/main/LICENSE
    sai-nc-community | vendor_custom | 1 | name says NC, linked text today is the community license (below 1 M USD) | https://huggingface.co/stabilityai/sdxl-turbo/blob/main/LICENSE.md
    mnpl | noncommercial | 2 | non-production only | https://mistral.ai/licences/MNPL-0.1.md
    ghost-open-llms | vendor_custom | 2 | card only; license page out of reach | https://huggingface.co/ghost-x/ghost-8b-beta-1608
    glm-5.3 | vendor_custom | 1 | services above 10 bn USD: review | https://huggingface.co/zai-org/GLM-5.3/blob/main/LICENSE
    dinov3-license | vendor_custom | 3 | no non-commercial clause, vendor terms | https://ai.meta.com/resources/models-and-libraries/dinov3-license
    kimi-k3 | vendor_custom | 1 | services above 20 M USD: agreement | https://huggingface.co/moonshotai/Kimi-K3/blob/main/LICENSE
    microsoft-research-license | noncommercial | 3 | research only; phi-2 itself is MIT today | https://huggingface.co/microsoft/Orca-2-7b/blob/main/LICENSE
    nvidia-open-model-agreement | vendor_custom | 2 | commercial and derivatives allowed | https://www.nvidia.com/en-us/agreements/enterprise-software/nvidia-open-model-agreement/
    yandexgpt-5-lite-8b | vendor_custom | 1 | above 10 M output tokens a month: ask | https://huggingface.co/yandex/YandexGPT-5-Lite-8B-pretrain/blob/main/LICENSE
    minimax-community | vendor_custom | 1 | notice when commercial, consent above 20 M USD | https://huggingface.co/MiniMaxAI/MiniMax-M3/blob/main/LICENSE
    ltx-2.x-community-license-agreement | vendor_custom | 1 | paid from 10 M USD revenue a year | https://github.com/Lightricks/LTX-2/blob/main/LICENSE-2_x
    swift-open-license-1.0 | vendor_custom | 1 | commercial below 1 M USD revenue | https://huggingface.co/ukisai/Swift-Qwen3.8-27b/blob/main/LICENSE
    coqui-public-model-license | noncommercial | 1 | non-commercial only | https://huggingface.co/coqui/XTTS-v2/blob/main/LICENSE.txt
    katanemo-research | noncommercial | 1 | commercial by separate license | https://huggingface.co/katanemolabs/Arch-Function-7B/blob/main/LICENSE
    gemma-terms-of-use | vendor_custom | 1 | as the id gemma | https://ai.google.dev/gemma/terms
    ideogram-4-non-commercial | noncommercial | 1 | non-commercial only | https://huggingface.co/ideogram-ai/ideogram-4-fp8/blob/main/LICENSE.md
    yi-34b | permissive | 1 | linked text today is Apache 2.0 | https://huggingface.co/01-ai/Yi-34B/blob/main/LICENSE
    apollo-v0.1-4b-thinking | noncommercial | 1 | non-commercial only | https://huggingface.co/AllThingsIntel/Apollo-V0.1-4B-Thinking/blob/main/LICENSE
    inf | vendor_custom | 1 | may be sold, revocable | https://huggingface.co/infly/OpenCoder-1.5B-Base/blob/main/LICENSE
    fish-audio-research-license | noncommercial | 1 | commercial by separate license | https://huggingface.co/fishaudio/s2-pro/blob/main/LICENSE.md
    glm-4 | vendor_custom | 1 | commercial after registration | https://huggingface.co/THUDM/glm-4-9b-chat/blob/main/LICENSE
    hyperclovax-seed | vendor_custom | 2 | above 10 M monthly users or rival service: license | https://huggingface.co/naver-hyperclovax/HyperCLOVAX-SEED-Text-Instruct-1.5B/blob/main/LICENSE
    qwen3.8-max | vendor_custom | 1 | services above 50 M USD: license | https://huggingface.co/Qwen/Qwen3.8-2.4T-A95B/blob/main/LICENSE
    falcon-mamba-7b-license | vendor_custom | 1 | Apache text changed, acceptable use policy | https://falconllm.tii.ae/falcon-mamba-7b-terms-and-conditions.html
    livekit-model-license | vendor_custom | 1 | only together with LiveKit Agents | https://huggingface.co/livekit/turn-detector/blob/main/LICENSE
    playground-v2dot5-community | vendor_custom | 1 | above 1 M monthly users: license | https://huggingface.co/playgroundai/playground-v2.5-1024px-aesthetic/blob/main/LICENSE.md
    bria-rmbg-2.0 | noncommercial | 1 | links CC BY-NC 4.0 | https://creativecommons.org/licenses/by-nc/4.0/deed.en
    stable-video-diffusion-community | vendor_custom | 1 | commercial below 1 M USD revenue a year | https://huggingface.co/stabilityai/stable-video-diffusion-img2vid-xt/blob/main/LICENSE.md
    tongyi-qianwen-license-agreement | vendor_custom | 1 | above 100 M monthly users: ask | https://github.com/QwenLM/Qwen/blob/main/Tongyi%20Qianwen%20LICENSE%20AGREEMENT
    bria-rmbg-1.4 | noncommercial | 1 | card only; license page gone | https://huggingface.co/briaai/RMBG-1.4
    public-domain | permissive | 1 | US government work | https://huggingface.co/ncbi/MedCPT-Query-Encoder/blob/main/LICENSE
    nvidia-license | noncommercial | 1 | card: academic research only | https://huggingface.co/nvidia/LocateAnything-3B
    """
}
