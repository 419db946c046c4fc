import Numeric

/// The order in which an epoch goes through the images.
enum Minibatches {
  /// The images 0 … n − 1 in a random order of the epoch, in batches; what is left over is dropped.
  static func lists(of count: Int, size: Int, seed: UInt64, epoch: Int) -> [[Int]] {
    var stream = RandomStream(seed: seed, stream: UInt64(epoch) << 32)
    var order = Array(0..<count)
    order.shuffle(using: &stream)
    return stride(from: 0, through: count - size, by: size).map { Array(order[$0..<($0 + size)]) }
  }

  /// The noise of one step of an epoch: no two steps share a stream, and none has that of another use.
  static func noise(seed: UInt64, epoch: Int, step: Int) -> WideStream {
    WideStream(seed: seed, stream: UInt64(epoch) << 32 | UInt64(step + 1))
  }

  /// One pass over the images, with the mean of the losses of its steps; `nil` where `report` ends it.
  static func pass(
    over data: ImageSet, batch: Int, seed: UInt64, epoch: Int,
    report: (_ step: Int, _ steps: Int, _ losses: [Float]) -> Bool,
    step: (_ list: [Int], _ noise: inout WideStream) -> Float
  ) -> [Float]? {
    let lists = lists(of: data.count, size: min(batch, data.count), seed: seed, epoch: epoch)
    var total = 0.0
    for (index, list) in lists.enumerated() {
      var noise = noise(seed: seed, epoch: epoch, step: index)
      let loss = step(list, &noise)
      total += Double(loss)
      guard report(index + 1, lists.count, [loss]) else { return nil }
    }
    return [Float(total / Double(lists.count))]
  }

  /// The randomness of figures.
  static func figures(seed: UInt64) -> WideStream { WideStream(seed: seed, stream: 1 << 60) }
}

extension Adam {
  /// What a checkpoint keeps of it, apart from the number of steps.
  var tensors: [Tensor<Scalar>] {
    get { first + second }
    set {
      first = Array(newValue.prefix(first.count))
      second = Array(newValue.dropFirst(first.count))
    }
  }
}
