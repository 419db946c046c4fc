import Foundation

/// What a model is trained on.
public protocol TrainingExamples: Sendable {
  /// What a run depends on because of them.
  var settings: [String: String] { get }
  /// What they are, for a reader.
  var text: String { get }
}

extension ImageSet: TrainingExamples {
  public var settings: [String: String] { ["images": "\(count) (checksum \(checksum))"] }
  public var text: String { "\(count) images, \(origin)" }
}

/// Examples that the model draws itself, anew in every step.
public struct FreshExamples: TrainingExamples {
  public init() {}
  public var settings: [String: String] { [:] }
  public var text: String { "examples drawn by the program" }
}

/// A model that is trained on examples, epoch by epoch.
///
/// Its state after an epoch is its tensors and its optimisers' steps; everything random in epoch e is a
/// function of the seed and e. So a run that is continued gives the same bits as one that never stopped.
public protocol Training<Examples>: Sendable {
  associatedtype Examples: TrainingExamples
  associatedtype Scalar: TensorScalar
  /// The model's name, of files and checkpoints.
  var name: String { get }
  /// What the losses of an epoch are.
  var lossNames: [String] { get }
  /// Everything that the run depends on, apart from the examples and the number of epochs.
  var settings: [String: String] { get }
  /// The parameters and the state of the optimisers.
  var tensors: [Tensor<Scalar>] { get set }
  /// How many steps the optimisers have made.
  var steps: [Int] { get set }

  /// One pass over the examples; returns the mean losses. `report` hears of every step, with its losses,
  /// and stops the epoch by answering false, which then gives nil.
  mutating func epoch(
    _ epoch: Int, of data: Examples, threads: Int,
    report: (_ step: Int, _ steps: Int, _ losses: [Float]) -> Bool
  ) -> [Float]?

  /// The figures after an epoch, with their file names.
  func figures(epoch: Int, of epochs: Int, data: Examples, threads: Int) -> [(
    name: String, picture: Picture
  )]
}

/// How far a run is.
public struct TrainingProgress: Sendable {
  public let epoch: Int
  public let epochs: Int
  public let step: Int
  public let steps: Int
  /// The losses of this step, or the means of the epoch when it is done.
  public let losses: [Float]
  /// Steps of this run so far, and those still to do.
  public let done: Int
  public let left: Int
  public let isEndOfEpoch: Bool
}

/// A training run into a folder: a checkpoint and a table of losses after every epoch, and figures.
public struct TrainingRun: Sendable {
  public let folder: String
  public let epochs: Int
  public let threads: Int

  public init(folder: String, epochs: Int, threads: Int) {
    (self.folder, self.epochs, self.threads) = (folder, epochs, threads)
  }

  private func path(_ name: String) -> String {
    (folder.hasSuffix("/") ? folder : folder + "/") + name
  }

  /// The file of the checkpoint of a model.
  public func checkpointPath(_ name: String) -> String { path("\(name).checkpoint") }

  /// Trains, from the folder's checkpoint on if it is to be resumed.
  ///
  /// Throws when the folder or a file cannot be written, when the checkpoint is damaged or was made by
  /// another run, and when there is one though the run is to be new. Returns whether it came to its end.
  @discardableResult
  public func train<T: Training>(
    _ training: inout T, on data: T.Examples, resume: Bool, isFinished: (String) -> Void = { _ in },
    report: (TrainingProgress) -> Bool = { _ in true }
  ) throws -> Bool {
    let settings = training.settings.merging(data.settings) { own, _ in own }
    let file = checkpointPath(training.name)
    var losses: [[Float]] = []
    if resume {
      let checkpoint = try Checkpoint<T.Scalar>(path: file)
      losses = try restore(&training, checkpoint, settings, file)
    } else if FileManager.default.fileExists(atPath: file) {
      throw FileFailure.unwritable(
        path: file,
        reason: "it is the checkpoint of an earlier run; continue that with --resume, "
          + "or choose another folder with --out")
    }
    try AtomicFile.prepare(folder: folder)
    let first = losses.count + 1
    if first > epochs { return true }
    var done = 0
    for epoch in first...epochs {
      let means = training.epoch(epoch, of: data, threads: threads) { step, steps, losses in
        done += 1
        let left = (epochs - first + 1) * steps - done
        return report(
          TrainingProgress(
            epoch: epoch, epochs: epochs, step: step, steps: steps, losses: losses, done: done,
            left: left, isEndOfEpoch: false))
      }
      guard let means else { return false }
      losses.append(means)
      let checkpoint = Checkpoint(
        model: training.name, settings: settings, epoch: epoch, losses: losses,
        steps: training.steps,
        tensors: training.tensors)
      try AtomicFile.write(checkpoint.encoded(), to: file)
      try AtomicFile.write(
        Array(table(losses, training.lossNames).utf8), to: path("\(training.name)-loss.csv"))
      _ = report(
        TrainingProgress(
          epoch: epoch, epochs: epochs, step: 0, steps: 0, losses: means, done: done, left: 0,
          isEndOfEpoch: true))
      for (name, picture) in training.figures(
        epoch: epoch, of: epochs, data: data, threads: threads)
      {
        guard let png = picture.png else { continue }
        try AtomicFile.write(png, to: path(name))
        isFinished(path(name))
      }
    }
    return true
  }

  /// Puts a checkpoint's state into a model that was started with the same settings.
  private func restore<T: Training>(
    _ training: inout T, _ checkpoint: Checkpoint<T.Scalar>, _ settings: [String: String],
    _ file: String
  ) throws -> [[Float]] {
    let header = checkpoint.header
    func refuse(_ reason: String) -> FileFailure { .unreadable(path: file, reason: reason) }
    guard header.model == training.name else {
      throw refuse("it is a checkpoint of the model \(header.model), not \(training.name)")
    }
    for key in Set(header.settings.keys).union(settings.keys).sorted()
    where header.settings[key] != settings[key] {
      throw refuse(
        "it was made with \(key) \(header.settings[key] ?? "unset"), not \(settings[key] ?? "unset")"
      )
    }
    guard header.shapes == training.tensors.map(\.shape), header.epoch == header.losses.count,
      header.steps.count == training.steps.count
    else { throw refuse("its tensors are not those of this model") }
    training.tensors = checkpoint.tensors
    training.steps = header.steps
    return header.losses
  }

  private func table(_ losses: [[Float]], _ names: [String]) -> String {
    let rows = losses.enumerated().map { epoch, values in
      ([String(epoch + 1)] + values.map { "\($0)" }).joined(separator: ",")
    }
    return ([(["epoch"] + names).joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
  }
}
