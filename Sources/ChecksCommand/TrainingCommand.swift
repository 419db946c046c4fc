import Checks
import Foundation
import Models

/// `checks train MODEL`: trains a full model into a folder.
enum TrainingCommand {
  /// The exit code; throws when something cannot be read or written.
  static func run(_ options: TrainingOptions, seed: UInt64) throws -> Int32 {
    // A limit on the size of files shall be an error like a full disk, not the end of the program.
    signal(SIGXFSZ, SIG_IGN)
    guard let model = CataloguedModel.all.first(where: { $0.name == options.model }) else {
      throw Arguments.Misuse(message: "there is no model \(options.model)")
    }
    let epochs = options.epochs ?? model.epochs
    switch model.start {
    case .images(let start):
      let data = try images(options, seed: seed)
      return try train(start(seed, data.count), data, options, epochs)
    case .game(let start):
      return try train(start(seed, options.loss), images(options, seed: seed), options, epochs)
    case .fresh(let start):
      if options.data != nil {
        throw Arguments.Misuse(message: "\(model.name) draws its examples itself: no --data")
      }
      return try train(start(seed), FreshExamples(), options, epochs)
    }
  }

  private static func images(_ options: TrainingOptions, seed: UInt64) throws -> ImageSet {
    if let folder = options.data { return try ImageSet(folder: folder).prefix(options.images) }
    Command.complain("no --data: training on digits drawn by the program, not on handwriting")
    return DigitDrawer.draw(options.images, seed: seed, threads: options.threads)
  }

  private static func train<T: Training>(
    _ training: T, _ data: T.Examples, _ options: TrainingOptions, _ epochs: Int
  ) throws -> Int32 {
    var training = training
    let folder = options.folder ?? "\(training.name)-run"
    let run = TrainingRun(
      folder: folder, epochs: epochs, threads: options.threads)
    let bar = TrainingBar(lossNames: training.lossNames)
    let interruption = Command.stopOnInterrupt()
    defer { interruption.cancel() }
    let isComplete = try run.train(
      &training, on: data, resume: options.resume,
      isFinished: { path in
        bar.clear()
        Command.emit("\(path)\n")
      },
      report: { progress in
        bar.show(progress)
        return !Interruption.isRequested
      })
    bar.clear()
    let checkpoint = run.checkpointPath(training.name)
    guard isComplete else {
      Command.complain(
        "checks: interrupted; what the last whole epoch gave is in \(checkpoint), if there was one; "
          + "--resume goes on from there")
      return 130
    }
    Command.emit(
      "\(checkpoint)\n\(training.name): \(run.epochs) \(run.epochs == 1 ? "epoch" : "epochs"), \(data.text)\n"
    )
    return 0
  }
}
