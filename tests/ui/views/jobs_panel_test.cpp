#include "ui/views/jobs_panel.h"

#include "ui/jobs/job_roles.h"
#include "ui/views/loss_chart.h"
#include "ui/views/round_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QToolButton>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace maskwright;
using namespace maskwright::ui;

class JobsPanelTest : public QObject {
  Q_OBJECT
 private:
  static QStandardItem* job(int id, JobState state) {
    auto* row = new QStandardItem(QString("Job %1").arg(id));
    row->setData(QString("Job %1").arg(id), JobTitleRole);
    row->setData(id, JobIdRole);
    row->setData(int(state), JobStateRole);
    row->setData(30, JobDoneRole);
    row->setData(120, JobTotalRole);
    row->setData(190.0, JobEtaSRole);
    row->setData(state == JobState::Failed, JobResumableRole);
    return row;
  }
  static QAbstractButton* visibleButton(QWidget* panel, const QString& name) {
    for (auto* button : panel->findChildren<QAbstractButton*>()) {
      const bool named = button->accessibleName() == name || button->text() == name;
      if (named && button->isVisible()) return button;
    }
    return nullptr;
  }

 private Q_SLOTS:
  void durationsReadLikeAClock() {
    QCOMPARE(durationText(-1), QString());
    QCOMPARE(durationText(std::numeric_limits<double>::quiet_NaN()), QString());
    QCOMPARE(durationText(9), QString("0:09"));
    QCOMPARE(durationText(190), QString("3:10"));
    QCOMPARE(durationText(3900), QString("1 h 05 min"));
  }

  void rowsFollowTheModelNewestOnTop() {
    QStandardItemModel model;
    JobsPanel panel;
    panel.setModel(&model);
    panel.resize(400, 500);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    QVERIFY(!visibleButton(&panel, "Cancel"));
    model.appendRow(job(11, JobState::Failed));
    model.appendRow(job(12, JobState::Running));
    QCoreApplication::processEvents();
    QSignalSpy cancelled(&panel, &JobsPanel::cancelRequested);
    QSignalSpy resumed(&panel, &JobsPanel::resumeRequested);
    auto* cancel = visibleButton(&panel, "Cancel");
    auto* resume = visibleButton(&panel, "Resume");
    QVERIFY(cancel && resume);
    QVERIFY(cancel->mapTo(&panel, QPoint()).y() < resume->mapTo(&panel, QPoint()).y());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTest::mouseClick(resume, Qt::LeftButton);
    QCOMPARE(cancelled.takeFirst()[0].toInt(), 12);
    QCOMPARE(resumed.takeFirst()[0].toInt(), 11);
    bool progress = false;
    for (auto* label : panel.findChildren<QLabel*>())
      progress |= label->text().contains("30 of 120") && label->text().contains("3:10");
    QVERIFY(progress);
    model.item(1)->setData(int(JobState::Finished), JobStateRole);
    QCoreApplication::processEvents();
    QVERIFY(!visibleButton(&panel, "Cancel"));
    model.clear();
    QVERIFY(!visibleButton(&panel, "Resume"));
  }

  void roundFormAsksForWhatWasChosen() {
    RoundPanel panel;
    panel.resize(1000, 600);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    QSignalSpy started(&panel, &RoundPanel::startRequested);
    auto* start = visibleButton(&panel, "Start the round");
    QVERIFY(start);
    for (auto* box : panel.findChildren<QComboBox*>())
      if (box->accessibleName() == "Profile") box->setCurrentIndex(1);
    QTest::mouseClick(start, Qt::LeftButton);
    QCOMPARE(started.count(), 1);
    const auto request = started[0][0].value<RoundRequest>();
    QCOMPARE(request.segmenter, QString("solo"));
    QCOMPARE(request.profile, QString("small"));
    RoundOutlook none;
    none.possible = false;
    panel.setOutlook(none);
    QVERIFY(!start->isEnabled());
    panel.setRunning(true, "Training", 0.5, 60);
    QVERIFY(!start->isVisible());
  }

  void aShortTrainingIsSaidToBeShort() {
    RoundPanel panel;
    auto* minutes = panel.findChild<QSpinBox*>();
    auto* text = panel.findChild<QLabel*>("trainingTime");
    QVERIFY(minutes && text);
    minutes->setValue(10);
    QVERIFY(!text->text().contains("short"));
    minutes->setValue(1);
    QVERIFY(text->text().contains("short"));
  }

  void aStartedRoundIsNotCancelledByTheNextKey() {
    RoundPanel panel;
    RoundOutlook some;
    some.counted = some.possible = true;
    panel.setOutlook(some);
    panel.resize(900, 600);
    panel.show();
    panel.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&panel));
    auto* start = visibleButton(&panel, "Start the round");
    QVERIFY(start);
    start->setFocus();
    QSignalSpy cancelled(&panel, &RoundPanel::cancelRequested);
    panel.setRunning(true, "Training", 0.5, 60);
    QVERIFY(QApplication::focusWidget());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(cancelled.count(), 0);
  }

  void aChartIsShownOnceItHasALine() {
    LossChart chart;
    QSignalSpy changed(&chart, &LossChart::lineChanged);
    chart.setCurves({{"total", {{1, 5}}}});
    QVERIFY(!chart.hasLine());
    chart.setCurves({{"total", {{1, 5}, {11, 3}}}});
    QVERIFY(chart.hasLine());
    QCOMPARE(changed.count(), 1);
    chart.setCurves({});
    QVERIFY(!chart.hasLine());
    QCOMPARE(changed.count(), 2);
  }

  void curvesKeepEveryPoint() {
    LossChart chart;
    for (int step = 0; step < 5000; ++step) chart.append("total", step, 1.0 / (1 + step));
    chart.append("total", 5000, std::nan(""));
    QCOMPARE(chart.pointCount("total"), 5000);
    QCOMPARE(chart.curves(), QStringList{"total"});
    chart.clear();
    QVERIFY(chart.curves().isEmpty());
  }
};

QTEST_MAIN(JobsPanelTest)
#include "jobs_panel_test.moc"
