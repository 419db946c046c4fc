import Models

/// What `checks train` is asked to do.
struct TrainingOptions: Equatable {
  var model = "vae"
  var epochs: Int?
  var threads = 2
  var folder: String?
  var data: String?
  var images = 60_000
  var resume = false
  var loss = GenerativeAdversarialNetwork.GeneratorLoss.nonSaturating

  /// The options that belong to this command alone.
  static let names: Set<String> = [
    "--epochs", "--data", "--images", "--resume", "--loss",
  ]

  /// Reads one option; `value` and `number` give what follows it.
  mutating func read(
    _ option: String, value: (String) throws -> String,
    number: (String, Int) throws -> Int
  ) throws {
    switch option {
    case "--epochs": epochs = try number(option, 1)
    case "--data": data = try value(option)
    case "--images": images = try number(option, 1)
    case "--resume": resume = true
    default:
      switch try value(option) {
      case "saturating": loss = .saturating
      case "non-saturating": loss = .nonSaturating
      case let other:
        throw Arguments.Misuse(message: "--loss is saturating or non-saturating, not \(other)")
      }
    }
  }
}
