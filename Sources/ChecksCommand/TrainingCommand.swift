import Checks
import Foundation
import Models

/// `checks train MODEL`: trains a full model into a folder.
enum TrainingCommand {
  /// The exit code; throws when something cannot be read or written.
  static func run(_ options: TrainingOptions, seed: UInt64) throws -> Int32 {
    // A limit on the size of files shall be an error like a full disk, not the end of the program.
    signal(SIGXFSZ, SIG_IGN)
    let data = try images(options, seed: seed)
    switch options.model {
    case .vae:
      return try train(VariationalAutoencoderTraining(seed: seed), data, options)
    case .gan:
      return try train(GenerativeAdversarialTraining(kind: options.loss, seed: seed), data, options)
    }
  }

  private static func images(_ options: TrainingOptions, seed: UInt64) throws -> ImageSet {
    if let folder = options.data { return try ImageSet(folder: folder).prefix(options.images) }
    Command.complain("no --data: training on digits drawn by the program, not on handwriting")
    return DigitDrawer.draw(options.images, seed: seed, threads: options.threads)
  }

  private static func train<T: Training>(
    _ training: T, _ data: ImageSet, _ options: TrainingOptions
  ) throws -> Int32 {
    var training = training
    let folder = options.folder ?? "\(T.name)-run"
    let run = TrainingRun(
      folder: folder, epochs: options.epochs ?? options.model.epochs, threads: options.threads)
    let bar = TrainingBar(lossNames: T.lossNames)
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
    let checkpoint = run.checkpointPath(T.name)
    guard isComplete else {
      Command.complain(
        "checks: interrupted; what the last whole epoch gave is in \(checkpoint), if there was one; "
          + "--resume goes on from there")
      return 130
    }
    Command.emit(
      "\(checkpoint)\n\(T.name): \(run.epochs) epochs, \(data.count) images, \(data.origin)\n")
    return 0
  }
}
