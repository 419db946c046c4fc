import Foundation

/// What a checkpoint says of itself.
struct CheckpointHeader: Codable, Equatable {
  var model: String
  /// What the run was started with; a run is continued with the same only.
  var settings: [String: String]
  /// How many epochs are done, and the losses of each.
  var epoch: Int
  var losses: [[Float]]
  /// The steps that the optimisers have made.
  var steps: [Int]
  var shapes: [[Int]]
}

/// The state of a training run after an epoch.
///
/// A file of it is: the bytes `checks-1`, the length of the header (8 bytes, little-endian), the header as
/// JSON with sorted keys, the tensors' numbers as floats of 32 or 64 bits (little-endian), as the model has them, the CRC-32 of everything
/// before (4 bytes).
public struct Checkpoint<Scalar: TensorScalar>: Sendable, Equatable {
  var header: CheckpointHeader
  var tensors: [Tensor<Scalar>]

  private static var magic: [UInt8] { Array("checks-1".utf8) }

  init(
    model: String, settings: [String: String], epoch: Int, losses: [[Float]], steps: [Int],
    tensors: [Tensor<Scalar>]
  ) {
    header = CheckpointHeader(
      model: model, settings: settings, epoch: epoch, losses: losses, steps: steps,
      shapes: tensors.map(\.shape))
    self.tensors = tensors
  }

  /// The file's bytes.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Losses that are no numbers would not be JSON.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let json = try encoder.encode(header)
    var bytes = Self.magic + Self.bytes(UInt64(json.count), 8) + json
    bytes.reserveCapacity(bytes.count + Scalar.byteCount * tensors.reduce(4) { $0 + $1.count })
    for tensor in tensors {
      for number in tensor.elements {
        let bits = number.bits
        for byte in 0..<Scalar.byteCount {
          bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * byte)))
        }
      }
    }
    return bytes + Self.bytes(UInt64(Checksum.crc32(bytes)), 4)
  }

  /// Reads a file; throws when it is no checkpoint, cut short, or damaged.
  init(path: String) throws {
    func refuse(_ reason: String) -> FileFailure { .unreadable(path: path, reason: reason) }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw refuse("there is no such file, or it cannot be read")
    }
    let bytes = [UInt8](data)
    let start = Self.magic.count + 8
    guard bytes.count >= start + 4, bytes.starts(with: Self.magic) else {
      throw refuse("this is no checkpoint")
    }
    let checksum = UInt32(truncatingIfNeeded: Self.number(bytes.suffix(4)))
    guard Checksum.crc32(bytes.dropLast(4)) == checksum else {
      throw refuse("the checkpoint is damaged or cut short: its checksum is wrong")
    }
    let length = Self.number(bytes[Self.magic.count..<start])
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard length <= UInt64(bytes.count - start - 4),
      let header = try? decoder.decode(
        CheckpointHeader.self, from: Data(bytes[start..<(start + Int(length))]))
    else { throw refuse("the checkpoint's header cannot be read") }
    let body = bytes[(start + Int(length))..<(bytes.count - 4)]
    let counts = header.shapes.map { $0.reduce(1) { $0.multipliedReportingOverflow(by: $1).0 } }
    guard header.shapes.allSatisfy({ $0.allSatisfy { $0 >= 0 && $0 < 1 << 31 } }),
      counts.reduce(0, +) * Scalar.byteCount == body.count
    else { throw refuse("the checkpoint does not hold what its header says") }
    var place = body.startIndex
    self.header = header
    tensors = zip(header.shapes, counts).map { shape, count in
      let numbers = (0..<count).map { index in
        let start = place + Scalar.byteCount * index
        return Scalar(bits: Self.number(body[start..<(start + Scalar.byteCount)]))
      }
      place += Scalar.byteCount * count
      return Tensor(shape, numbers)
    }
  }

  private static func bytes(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
  }

  private static func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
