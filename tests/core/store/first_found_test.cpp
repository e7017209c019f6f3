#include "core/store/first_found.h"

#include "core/store/segmenter_mask_repository.h"
#include "tests/support/temp_project.h"

#include <QtTest>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempProject;

/// The round that a mask comes from, over copies and masks that were found again.
class FirstFoundTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void copiesAndMasksFoundAgainComeFromTheFirstRound() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg"), other = temp.addImage("b.jpg");
    const auto add = [&](ImageId where, int x, int width, int round) {
      return temp.add(temp.rectangle(where, x, width, .5, round));
    };
    SegmenterMaskRepository learned(temp.connection());
    const auto found = add(image, 1, 2, 0);
    const auto elsewhere = add(other, 3, 3, 0);
    const auto copy = add(image, 1, 2, 1);
    const auto fresh = add(image, 3, 3, 1);  // on the other image it was known
    learned.insert(fresh, {1, 0}, {});
    const auto again = add(image, 1, 3, 1);  // another outline of the first
    learned.insert(again, {1, 0}, found);
    const auto freshCopy = add(image, 3, 3, 2), againCopy = add(image, 1, 3, 2);
    const auto late = add(other, 5, 2, 2);
    FirstFound rounds;
    rounds.read(temp.connection(), 2);
    for (const auto id : {found, elsewhere, copy, again, againCopy})
      QCOMPARE(rounds.roundOf(id.value), 0);
    for (const auto id : {fresh, freshCopy}) QCOMPARE(rounds.roundOf(id.value), 1);
    QCOMPARE(rounds.roundOf(late.value), 2);
    QCOMPARE(rounds.roundOf(99'999), -1);
    rounds.read(temp.connection(), 1);
    QCOMPARE(rounds.roundOf(late.value), -1);
    const auto more = add(other, 7, 1, 1);
    QCOMPARE(rounds.roundOf(more.value), -1);
    rounds.read(temp.connection(), 1);
    QCOMPARE(rounds.roundOf(more.value), 1);
  }
};

QTEST_APPLESS_MAIN(FirstFoundTest)
#include "first_found_test.moc"
