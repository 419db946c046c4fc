import Foundation

extension ImageSet {
  /// The training images of a folder with the usual MNIST files, plain or compressed.
  ///
  /// `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, with a point for the second dash or not,
  /// with `.gz` or not. Throws when one is missing, is no IDX file, is cut short, or does not fit the
  /// other.
  public init(folder: String) throws {
    let imagesPath = try Self.file("train-images", "idx3-ubyte", in: folder)
    let labelsPath = try Self.file("train-labels", "idx1-ubyte", in: folder)
    let images = try IDXFile(path: imagesPath, axes: 3)
    let labels = try IDXFile(path: labelsPath, axes: 1)
    func refuse(_ path: String, _ reason: String) -> FileFailure {
      .unreadable(path: path, reason: reason)
    }
    guard images.shape[1] == 28, images.shape[2] == 28 else {
      throw refuse(imagesPath, "images are 28 × 28, not \(images.shape[1]) × \(images.shape[2])")
    }
    guard images.shape[0] > 0 else { throw refuse(imagesPath, "it holds no image") }
    guard images.shape[0] == labels.shape[0] else {
      throw refuse(labelsPath, "\(labels.shape[0]) labels for \(images.shape[0]) images")
    }
    if let place = labels.bytes.firstIndex(where: { $0 > 9 }) {
      throw refuse(labelsPath, "label \(place + 1) is \(labels.bytes[place]), not one of 0 to 9")
    }
    self.init(
      height: 28, width: 28, pixels: images.bytes, labels: labels.bytes,
      origin: "MNIST files in \(URL(fileURLWithPath: folder).lastPathComponent)")
  }

  private static func file(_ stem: String, _ kind: String, in folder: String) throws -> String {
    let names = ["-", "."].flatMap { dash in ["", ".gz"].map { stem + dash + kind + $0 } }
    let paths = names.map { URL(fileURLWithPath: folder).appendingPathComponent($0).path }
    guard let path = paths.first(where: FileManager.default.fileExists) else {
      throw FileFailure.unreadable(
        path: folder, reason: "there is no \(stem)-\(kind), and no \(stem)-\(kind).gz")
    }
    return path
  }
}
