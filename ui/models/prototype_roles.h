#pragma once

#include <qnamespace.h>

namespace maskwright::ui {

/// Roles of PrototypeModel (one row for each prototype that is shown as itself). DisplayRole is its
/// name, or "Prototype 12". Figures are of the whole group where others are merged into it.
enum PrototypeModelRole {
  PrototypeNumberRole = Qt::UserRole + 1,  ///< qlonglong, the pixel value
  PrototypeNameRole,                       ///< QString, empty = unnamed
  PrototypeColourRole,                     ///< int, index of stableColour(); -1 = unnamed
  PrototypeShareRole,                      ///< double in [0, 1], of all pixels
  PrototypeRelativeShareRole,              ///< double in [0, 1], of the largest one's share
  PrototypeImagesRole,                     ///< qlonglong, images with a pixel of it
  PrototypeEnabledRole,                    ///< bool
  PrototypeCropsRole,    ///< QVector<maskwright::ui::CropRef>, nearest regions of its own, largest
                         ///< piece
  PrototypeMembersRole,  ///< QList<int>, merged into it
  PrototypeMembersCropsRole  ///< QVector<CropRef>, the nearest region of each of those
};

}  // namespace maskwright::ui
