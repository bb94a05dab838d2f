import ArgumentParser
import Casework
import Contracts
import Foundation
import Programs
import Signing

struct DrawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw", abstract: "重算一次随机抽取：同一种子和名录得到同一结果，供任何人核对。",
        discussion: """
            名录每行一个代码，次序和重复不影响结果（按UTF-8字节排序去重）；方法见 Topics/README.md 第 10 节。

            示例：liandong draw --seed 2026-10-19福彩3D第26281期 --candidates codes.txt --count 20
            """.folded)

    @Option(help: ArgumentHelp("随机种子，名录确定以后才产生。", valueName: "text"))
    var seed: String

    @Option(help: ArgumentHelp("名录文件，UTF-8，每行一个代码。", valueName: "file"))
    var candidates: String

    @Option(help: ArgumentHelp("抽取数量。", valueName: "n"))
    var count: Int

    @OptionGroup var form: OutputForm

    func run() throws {
        let text = String(decoding: try SafeFile.read(candidates, access: .shared), as: UTF8.self)
        let names = text.split(whereSeparator: \.isNewline).map { HalfWidth.code(String($0)) }.filter { !$0.isEmpty }
        let draw = RandomDraw(seed: seed, candidates: names, count: count)
        Console.print(
            draw.json, as: form,
            (["名录 \(draw.candidateCount) 个，摘要 \(draw.candidateHash)", "抽中 \(draw.drawn.count) 个："] + draw.drawn)
                .joined(separator: "\n"))
    }
}
