#include "ui/commands/review_writer.h"

#include "tests/support/review_project.h"

#include <QSignalSpy>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ui;
using maskwright::test::ReviewProject;

class ReviewWriterTest : public QObject {
  Q_OBJECT
  std::vector<WriteResult> results_;

  std::unique_ptr<ReviewWriter> writerOf(ReviewProject& project) {
    results_.clear();
    auto connection = project.project().connect();
    auto writer = std::make_unique<ReviewWriter>(std::move(*connection), "tester");
    connect(writer.get(), &ReviewWriter::finished, this, [this](const WriteResult& result) {
      results_.push_back(result);
    });
    return writer;
  }

 private Q_SLOTS:
  void writesInOrderAndReportsEach() {
    ReviewProject project(1, 20);
    auto writer = writerOf(project);
    std::vector<int> sequences;
    for (int i = 0; i < 10; ++i) {
      ReviewService::Request request;
      request.candidates = {project.ids[size_t(i % 3)]};
      request.verdict = i % 2 ? Verdict::NotAnObject : Verdict::Accepted;
      sequences.push_back(writer->decide(request));
    }
    QCOMPARE(writer->pending(), 10);
    QTRY_COMPARE(results_.size(), size_t(10));
    for (size_t i = 0; i < 10; ++i) QCOMPARE(results_[i].sequence, sequences[i]);
    QCOMPARE(writer->pending(), 0);
    QCOMPARE(project.verdictOf(project.ids[0]).verdict, Verdict::NotAnObject);  // request 9
    QCOMPARE(results_.back().undoText, QString("reject 1 mask"));
  }

  void undoAndRedoAcrossAReopening() {
    ReviewProject project(1, 20);
    {
      auto writer = writerOf(project);
      ReviewService::Request request;
      request.candidates = {project.ids[1], project.ids[2]};
      request.verdict = Verdict::Relabelled;
      request.category = "chair";
      request.text = "relabel 2 as chair";
      writer->decide(request);
    }  // the destructor waits for the write
    QCOMPARE(project.verdictOf(project.ids[2]).verdict, Verdict::Relabelled);
    auto writer = writerOf(project);
    writer->undo();
    writer->redo();
    writer->undo();
    writer->undo();
    QTRY_COMPARE(results_.size(), size_t(4));
    QCOMPARE(results_[0].text, QString("relabel 2 as chair"));
    QCOMPARE(results_[0].redoText, QString("relabel 2 as chair"));
    QCOMPARE(results_[0].changed.size(), size_t(2));
    QVERIFY(results_[1].ok);
    QVERIFY(!results_[3].ok);
    QVERIFY(results_[3].nothingToDo);
    QCOMPARE(project.verdictOf(project.ids[2]).verdict, Verdict::Undecided);
  }

  void aRefusedWriteIsReported() {
    ReviewProject project(1, 5);
    auto writer = writerOf(project);
    ReviewService::Request request;
    request.candidates = {project.ids[0], CandidateId(4711)};
    request.verdict = Verdict::Accepted;
    writer->decide(request);
    QTRY_COMPARE(results_.size(), size_t(1));
    QVERIFY(!results_[0].ok);
    QVERIFY(!results_[0].nothingToDo);
    QVERIFY(results_[0].error.contains("4711"));
    QCOMPARE(results_[0].asked.size(), size_t(2));
    QCOMPARE(project.verdictOf(project.ids[0]).verdict, Verdict::Undecided);
  }

  void namesClustersAndKeepsSettings() {
    ReviewProject project(1, 6, 2);
    auto writer = writerOf(project);
    const auto clusters = store::ReviewQuery(project.connection()).clusters(0);
    writer->nameCluster(clusters[1].id, "stuhl");
    writer->setSetting("desktop.test", "ja");
    QTRY_COMPARE(results_.size(), size_t(2));
    QVERIFY(results_[0].ok && results_[1].ok);
    QCOMPARE(project.project().setting("desktop.test").value_or(""), std::string("ja"));
    QVERIFY(store::ReviewQuery(project.connection()).clusters(0)[1].category);
  }
};

QTEST_GUILESS_MAIN(ReviewWriterTest)
#include "review_writer_test.moc"
