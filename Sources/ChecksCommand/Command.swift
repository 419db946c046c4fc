import Checks
import Foundation
import Models
import Notation

/// The program `checks`: results go to standard output, diagnostics to standard error.
@main
struct Command {
  static func main() {
    do {
      let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
      exit(try run(arguments))
    } catch let misuse as Arguments.Misuse {
      complain("checks: \(misuse.message)\n`checks --help` shows what there is")
      exit(64)
    } catch let problem as Bank.Problem {
      complain("checks: \(problem)")
      exit(64)
    } catch let failure as FileFailure {
      complain("checks: \(failure)")
      if case .unwritable = failure { exit(74) }
      exit(65)
    } catch let refusal as ReportFolder.Refusal {
      complain("checks: \(refusal)")
      exit(64)
    } catch {
      complain("checks: \(error)")
      exit(65)
    }
  }

  private static func run(_ arguments: Arguments) throws -> Int32 {
    switch arguments.command {
    case .help:
      emit(Arguments.help)
      return 0
    case .version:
      emit("checks 0.1\n")
      return 0
    case .list:
      emit(try arguments.json ? Listing.json(Bank()) : Listing.text(Bank()))
      return 0
    case .questions(let selections):
      let bank = try Bank()
      let claims = unique(try selections.flatMap { try bank.claims($0) })
      let narrow = selections.allSatisfy { $0.contains(".") || $0.split(separator: "/").count > 2 }
      return report(claims, arguments, lines: narrow, bank: bank)
    case .check(let files):
      return try check(files, arguments)
    case .explain(let id):
      return try explain(id, arguments)
    case .mutate(let targets): return try mutate(targets, arguments)
    case .train(let options):
      return try TrainingCommand.run(options, seed: arguments.options.seed)
    case .replay(let file, let id, let line, let instance):
      let claims =
        try file.map { try NoteFile.read($0, at: URL(fileURLWithPath: $0)).claims }
        ?? Bank().claims(id)
      guard let claim = claims.first(where: { $0.id == id }) else {
        throw Bank.Problem(description: "no claim is called \(id)")
      }
      let checker = Checker(options: arguments.options)
      emit(try checker.replay(claim, line: line, instance: instance))
      return 0
    case .report(let selections): return try write(selections, arguments)
    }
  }

  /// Writes a report of questions into the folder that `--out` names; what is missing in it is said on
  /// standard error.
  private static func write(_ selections: [String], _ arguments: Arguments) throws -> Int32 {
    let folder = URL(fileURLWithPath: arguments.out ?? "report")
    try ReportFolder.refuseUnlessReport(folder)
    let bank = try Bank()
    let claims = unique(try selections.flatMap { try bank.claims($0) })
    let progress = ProgressLine(of: "claims")
    let interruption = stopOnInterrupt()
    defer { interruption.cancel() }
    let run = Runner.run(claims, options: arguments.options, bank: bank) {
      progress.show($0, of: $1)
    }
    progress.clear()
    if Interruption.isRequested {
      emit(Table(colour: false, lines: false).text(run))
      complain("checks: no report is written")
      return interrupted(after: run.claims.count, of: claims.count)
    }
    let seed = arguments.options.seed
    let (figures, omissions) = Figures.finished(for: run.claims, bank: bank, seed: seed)
    let document = ReportDocument(run: run, seed: seed, figures: figures, omissions: omissions)
    try ReportFolder.write(document, to: folder)
    for omission in omissions { complain("checks: \(omission)") }
    emit("\(document.summary)\n")
    return run.exitCode
  }

  /// Explains the claims that an id names, or those of a file.
  private static func explain(_ target: String, _ arguments: Arguments) throws -> Int32 {
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    let isFile = attributes?[.type] as? FileAttributeType == .typeRegular
    let bank = isFile ? nil : try Bank()
    let claims =
      try bank?.claims(target) ?? NoteFile.read(target, at: URL(fileURLWithPath: target)).claims
    var options = arguments.options
    options.explains = true
    let progress = ProgressLine(of: "claims", total: claims.count)
    let interruption = stopOnInterrupt()
    defer { interruption.cancel() }
    let run = Runner.run(claims, options: options, bank: bank) { progress.show($0, of: $1) }
    progress.clear()
    let explanation = Explanation(isMarkdown: arguments.markdown)
    emit(arguments.json ? run.json : run.claims.map(explanation.text).joined(separator: "\n"))
    if Interruption.isRequested { return interrupted(after: run.claims.count, of: claims.count) }
    return run.exitCode
  }

  /// Checks files; one that cannot be read does not keep the others from being checked.
  private static func check(_ files: [String], _ arguments: Arguments) throws -> Int32 {
    var claims: [Claim] = []
    var unreadable = false
    for file in files {
      do {
        claims += try NoteFile.read(file, at: URL(fileURLWithPath: file)).claims
      } catch {
        complain("checks: \(error)")
        unreadable = true
        // A program that reads the report learns of it there.
        if arguments.json, let error = error as? ReadingError {
          claims.append(.unreadable(file, error))
        }
      }
    }
    if claims.isEmpty { return 65 }
    let code = report(claims, arguments, lines: true)
    return unreadable ? 65 : code
  }

  /// Mutates the claims of questions and of files; a target that is the path of a file is one.
  private static func mutate(_ targets: [String], _ arguments: Arguments) throws -> Int32 {
    var bank: Bank?
    var claims: [Claim] = []
    for target in targets {
      let attributes = try? FileManager.default.attributesOfItem(atPath: target)
      if attributes?[.type] as? FileAttributeType == .typeRegular {
        claims += try NoteFile.read(target, at: URL(fileURLWithPath: target)).claims
      } else {
        let known = try bank ?? Bank()
        bank = known
        claims += try known.claims(target)
      }
    }
    let runner = MutationRunner(options: arguments.options, limit: arguments.mutants)
    let progress = ProgressLine(of: "mutants")
    let interruption = stopOnInterrupt()
    defer { interruption.cancel() }
    let report = runner.run(unique(claims)) { progress.show($0, of: $1) }
    progress.clear()
    emit(arguments.json ? report.json : MutationTable.text(report))
    if Interruption.isRequested {
      complain("checks: interrupted; the mutants that were not reached are left out")
      return 130
    }
    return report.exitCode
  }

  /// The claims without those that were selected before.
  private static func unique(_ claims: [Claim]) -> [Claim] {
    var seen: Set<String> = []
    return claims.filter { seen.insert($0.place.file + " " + $0.id).inserted }
  }

  private static func report(
    _ claims: [Claim], _ arguments: Arguments, lines: Bool, bank: Bank? = nil
  ) -> Int32 {
    if arguments.readBack {
      emit(claims.map(Listing.readBack).joined(separator: "\n"))
      return claims.contains { (try? $0.content.get()) == nil } ? 65 : 0
    }
    let progress = ProgressLine(of: "claims", total: claims.count)
    let interruption = stopOnInterrupt()
    defer { interruption.cancel() }
    let run = Runner.run(claims, options: arguments.options, bank: bank) {
      progress.show($0, of: $1)
    }
    progress.clear()
    if arguments.json {
      emit(run.json)
    } else {
      let colour =
        isatty(STDOUT_FILENO) != 0 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
      emit(Table(colour: colour, lines: lines).text(run))
    }
    for claim in run.claims where !claim.disagreements.isEmpty {
      complain("checks: \(claim.id): \(claim.reason ?? "")")
    }
    if Interruption.isRequested { return interrupted(after: run.claims.count, of: claims.count) }
    return run.exitCode
  }

  /// Says how far a run came that was interrupted; its exit code.
  private static func interrupted(after done: Int, of total: Int) -> Int32 {
    complain("checks: interrupted after \(done) of \(total) claims")
    return 130
  }

  /// Lets Ctrl-C end the run with a report of what was reached; a second one ends the program.
  static func stopOnInterrupt() -> any DispatchSourceSignal {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      Interruption.request()
      signal(SIGINT, SIG_DFL)
    }
    source.resume()
    return source
  }

  /// Writes to standard output; where that fails, as on a full disk, the program ends with 74.
  static func emit(_ text: String) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      complain("checks: standard output cannot be written")
      exit(74)
    }
  }

  static func complain(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }
}
