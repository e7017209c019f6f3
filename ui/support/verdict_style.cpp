#include "ui/support/verdict_style.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <array>

namespace maskwright::ui {
namespace {

/// 24 colours in three bands of lightness, hues spread by the golden angle inside a band; chosen
/// to keep clear of the Okabe-Ito colours of the verdicts, which are more saturated.
constexpr std::array<QRgb, 24> kStable{
    0xff8fa8d6, 0xffb3a26a, 0xff8dbb8a, 0xffb98fc9, 0xff6fb3b0, 0xffc98f8f, 0xffa3b562, 0xff8c93d0,
    0xffc3a58a, 0xff7fa6a0, 0xffa98db5, 0xff9aa06a, 0xff6f8fb0, 0xffc7b37c, 0xff79a882, 0xffb77fa0,
    0xff88c0c4, 0xffa88672, 0xffb9c58a, 0xff7579b0, 0xffd0b5a0, 0xff5f9a94, 0xffc4a5d3, 0xff7d8a57};

/// The glyph in a unit square, as strokes.
QPainterPath glyphPath(Verdict verdict) {
  QPainterPath p;
  switch (verdict) {
    case Verdict::Undecided:
      break;
    case Verdict::Accepted:
      p.moveTo(0.28, 0.52);
      p.lineTo(0.44, 0.68);
      p.lineTo(0.73, 0.34);
      break;
    case Verdict::NotAnObject:
      p.moveTo(0.33, 0.33);
      p.lineTo(0.67, 0.67);
      p.moveTo(0.67, 0.33);
      p.lineTo(0.33, 0.67);
      break;
    case Verdict::BadMask:
      for (const double y : {0.42, 0.62}) {
        p.moveTo(0.27, y + 0.03);
        p.cubicTo(0.38, y - 0.13, 0.46, y - 0.05, 0.52, y);
        p.cubicTo(0.58, y + 0.05, 0.64, y + 0.09, 0.74, y - 0.05);
      }
      break;
    case Verdict::FixLater:
      p.moveTo(0.30, 0.71);
      p.lineTo(0.34, 0.56);
      p.lineTo(0.60, 0.29);
      p.lineTo(0.72, 0.41);
      p.lineTo(0.45, 0.67);
      p.closeSubpath();
      break;
    case Verdict::Relabelled:
      p.moveTo(0.28, 0.42);
      p.lineTo(0.71, 0.42);
      p.lineTo(0.59, 0.30);
      p.moveTo(0.72, 0.59);
      p.lineTo(0.29, 0.59);
      p.lineTo(0.41, 0.71);
      break;
  }
  return p;
}

}  // namespace

VerdictStyle verdictStyle(Verdict verdict) {
  switch (verdict) {
    case Verdict::Accepted:
      return {QColor(0x00, 0x9e, 0x73), QChar(0x2713), Qt::SolidLine, "accept"};
    case Verdict::Relabelled:
      return {QColor(0xcc, 0x79, 0xa7), QChar(0x21c4), Qt::SolidLine, "relabel"};
    case Verdict::NotAnObject:
      return {QColor(0xd5, 0x5e, 0x00), QChar(0x2715), Qt::DotLine, "reject"};
    case Verdict::BadMask:
      return {QColor(0xe6, 0x9f, 0x00), QChar(0x2248), Qt::DashLine, "bad-mask"};
    case Verdict::FixLater:
      return {QColor(0x56, 0xb4, 0xe9), QChar(0x270e), Qt::DashDotLine, "fix-later"};
    case Verdict::Undecided:
      break;
  }
  return {QColor(0xd0, 0xd3, 0xd8), QChar(0x25cb), Qt::SolidLine, "undecided"};
}

QString verdictText(Verdict verdict) {
  const auto tr = [](const char* text) {
    return QCoreApplication::translate("maskwright::ui", text);
  };
  switch (verdict) {
    case Verdict::Accepted:
      return tr("accepted");
    case Verdict::Relabelled:
      return tr("relabelled");
    case Verdict::NotAnObject:
      return tr("not an object");
    case Verdict::BadMask:
      return tr("bad mask");
    case Verdict::FixLater:
      return tr("fix later");
    case Verdict::Undecided:
      break;
  }
  return tr("undecided");
}

QString verdictKey(Verdict verdict) {
  switch (verdict) {
    case Verdict::Accepted:
      return "A";
    case Verdict::Relabelled:
      return "T";
    case Verdict::NotAnObject:
      return "X";
    case Verdict::BadMask:
      return "S";
    case Verdict::FixLater:
      return "F";
    case Verdict::Undecided:
      break;
  }
  return {};
}

void paintVerdictBadge(QPainter* painter, const QRectF& rect, Verdict verdict, bool saved) {
  if (verdict == Verdict::Undecided) return;
  const VerdictStyle style = verdictStyle(verdict);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  // A dark rim keeps the badge readable on any picture.
  painter->setPen(Qt::NoPen);
  painter->setBrush(QColor(0, 0, 0, 110));
  painter->drawEllipse(rect.adjusted(-1, -1, 1, 1));
  const qreal stroke = qMax(1.5, rect.width() / 11);
  if (saved) {
    painter->setBrush(style.colour);
    painter->drawEllipse(rect);
  } else {
    painter->setBrush(QColor(20, 21, 24, 215));
    painter->setPen(QPen(style.colour, stroke));
    painter->drawEllipse(rect.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2));
  }
  // White is unreadable on the two light colours.
  const bool lightFill = verdict == Verdict::BadMask || verdict == Verdict::FixLater;
  const QColor ink = !saved      ? style.colour
                     : lightFill ? QColor(0x1b, 0x1c, 0x1f)
                                 : QColor(Qt::white);
  painter->setBrush(Qt::NoBrush);
  painter->translate(rect.topLeft());
  painter->scale(rect.width(), rect.height());
  painter->setPen(QPen(ink, stroke / rect.width(), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter->drawPath(glyphPath(verdict));
  painter->restore();
}

QColor stableColour(int index) {
  if (index < 0) return QColor(0x8a, 0x8f, 0x98);
  return QColor::fromRgb(kStable[static_cast<size_t>(index) % kStable.size()]);
}

}  // namespace maskwright::ui
