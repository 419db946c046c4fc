import Checks
import Models

/// The command line, read.
struct Arguments {
  enum Command: Equatable {
    case questions([String])
    case list
    case check([String])
    case explain(String)
    case mutate([String])
    case train(TrainingOptions)
    case replay(file: String?, id: String, line: Int, instance: Int)
    case report([String])
    case help
    case version
  }

  /// What is wrong with the command line; exit code 64.
  struct Misuse: Error {
    let message: String
  }

  var command = Command.help
  var options = Options()
  var json = false
  var markdown = false
  var readBack = false
  var mutants = MutationRunner.defaultLimit
  /// The folder of a report.
  var out: String?

  static let help = """
    checks: checks derivations in machine-learning mathematics, line by line.

    usage:
      checks QUESTION…        claims of the question bank: q5, winter2020/q5, winter2020/q5.6, all
      checks list             the claims of the bank
      checks check FILE…      somebody's own derivation, .md or .tex
      checks explain ID|FILE  how claims were proved or refuted: rules, conditions, axioms
      checks mutate TARGET…   makes mistakes in the true lines of questions or files
      checks train MODEL      trains a full model, with figures and checkpoints: vae, gan, …
      checks replay ID LINE K the K-th instance of a line of the exact leg (FILE ID LINE K of a file)
      checks report [QUESTION…] --out DIR
                              tables and figures: HTML, Markdown, LaTeX, CSV, JSON
      checks help | --help    this text

    options:
      --legs LIST     which evidence: symbolic,exact,monte-carlo,model (all)
      --format F      text or markdown, for explain (text)
      --json          the report as JSON on standard output
      --read-back     print how each line was understood, fully bracketed, and check nothing
      --seed N        another seed for the random instances (0)
      --budget N      inferences per line before it is given up (200000)
      --instances N   random instances per line of the exact leg (100)
      --digits N      decimal digits that the exact leg compares, 30 to 1000 (30)
      --samples N     most samples per expectation of the Monte Carlo leg, over its instances (1048576)
      --threads N     threads, on which no result depends (all cores; of train 2)
      --quick         16 times fewer samples of the Monte Carlo leg
      --full          16 times as many samples and steps of models
      --mutants N     mutants per line (60)
      --out DIR       the folder of a report; one that is there is replaced as a whole
      --strict        withdraw the standing assumptions (existence of displayed integrals, …)

    options of train (and --seed):
      --out DIR       where checkpoint, losses and figures go (MODEL-run)
      --epochs N      epochs in all (vae 200, gan 30, …)
      --resume        go on from the checkpoint in that folder
      --data DIR      a folder with the MNIST files; without it, digits drawn by the program
      --images N      how many images (60000)
      --loss KIND     of the generator: non-saturating or saturating (non-saturating)

    exit codes: 0 everything is as expected (mutate: at least 95 % of the mistakes are noticed);
    1 a line is unexpectedly wrong or needs an assumption; 2 something else is not as expected;
    64 usage; 65 something could not be read; 74 something could not be written.

    """

  init(_ words: [String]) throws {
    var plain: [String] = []
    var rest = words[...]
    func value(_ option: String) throws -> String {
      guard let value = rest.popFirst() else { throw Misuse(message: "\(option) needs a value") }
      return value
    }
    func number<N: FixedWidthInteger>(_ option: String, atLeast least: N) throws -> N {
      let text = try value(option)
      guard let number = N(text), number >= least else {
        throw Misuse(message: "\(option) needs a whole number from \(least), not \(text)")
      }
      return number
    }
    var training = TrainingOptions()
    var trainingOption: String?
    var help = words.isEmpty
    var isQuick = false
    while let word = rest.popFirst() {
      switch word {
      case "--json": json = true
      case "--format":
        let format = try value(word)
        guard ["text", "markdown"].contains(format) else {
          throw Misuse(message: "--format is text or markdown, not \(format)")
        }
        markdown = format == "markdown"
      case "--read-back": readBack = true
      case "--strict": options.strict = true
      case "--seed": options.seed = try number(word, atLeast: 0)
      case "--budget": options.budget = try min(number(word, atLeast: 1), 1 << 40)
      case "--instances": options.instances = try min(number(word, atLeast: 1), 100_000)
      case "--digits":
        options.digits = try number(word, atLeast: 1)
        guard options.digits <= 1000 else {
          throw Misuse(message: "--digits needs a whole number up to 1000, not \(options.digits)")
        }
      case "--samples": options.samples = try min(number(word, atLeast: 1), 1 << 40)
      case "--threads":
        let threads = try min(number(word, atLeast: 1), 64)
        options.threads = threads
        training.threads = threads
      case "--quick": isQuick = true
      case "--full": options.isFull = true
      case "--out": out = try value(word)
      case "--mutants": mutants = try number(word, atLeast: 1)
      case "--legs": options.legs = try Self.legs(value(word))
      case _ where TrainingOptions.names.contains(word):
        trainingOption = word
        try training.read(word, value: value) { try number($0, atLeast: $1) }
      case "--help", "-h", "help": help = true
      case "--version": command = .version
      case _ where word.hasPrefix("-") && word.count > 1:
        throw Misuse(message: "there is no option \(word)")
      default: plain.append(word)
      }
    }
    if isQuick { options.samples = max(1, options.samples / 16) }
    if help || command == .version {
      if help { command = .help }
      return
    }
    guard let first = plain.first else {
      throw Misuse(message: "a question or a command is missing")
    }
    let operands = Array(plain.dropFirst())
    if first != "train", let trainingOption {
      throw Misuse(message: "\(trainingOption) belongs to checks train")
    }
    switch first {
    case "list": command = .list
    case "check":
      guard !operands.isEmpty else { throw Misuse(message: "check needs a file") }
      command = .check(operands)
    case "explain":
      guard operands.count == 1 else { throw Misuse(message: "explain needs one id") }
      command = .explain(operands[0])
    case "mutate":
      guard !operands.isEmpty else { throw Misuse(message: "mutate needs a question or a file") }
      command = .mutate(operands)
    case "train":
      let names = CataloguedModel.all.map(\.name)
      guard operands.count == 1, names.contains(operands[0]) else {
        throw Misuse(message: "train needs one model: \(names.joined(separator: ", "))")
      }
      training.model = operands[0]
      training.folder = out
      command = .train(training)
    case "replay":
      guard (3...4).contains(operands.count), let line = Int(operands[operands.count - 2]),
        let instance = Int(operands[operands.count - 1]), line >= 1, instance >= 1
      else {
        throw Misuse(message: "replay needs an id, the number of a line and that of an instance")
      }
      command = .replay(
        file: operands.count == 4 ? operands[0] : nil, id: operands[operands.count - 3],
        line: line, instance: instance)
    case "report":
      guard out != nil else { throw Misuse(message: "report needs --out DIR") }
      command = .report(operands.isEmpty ? ["all"] : operands)
    default: command = .questions(plain)
    }
  }

  private static func legs(_ list: String) throws -> Set<Leg> {
    var result: Set<Leg> = []
    for name in list.split(separator: ",") {
      guard let leg = Leg(rawValue: String(name)) else {
        throw Misuse(
          message: "there is no leg \(name); the legs are "
            + Leg.allCases.map(\.rawValue).joined(separator: ", "))
      }
      result.insert(leg)
    }
    guard !result.isEmpty else { throw Misuse(message: "--legs needs at least one leg") }
    return result
  }
}
