<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en_US">
<context>
    <name>maskwright::ui</name>
    <message numerus="yes">
        <source>%n images</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>%n changed</numerusform>
            <numerusform>%n changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n gone</source>
        <translation>
            <numerusform>%n gone</numerusform>
            <numerusform>%n gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unreadable</source>
        <translation>
            <numerusform>%n unreadable</numerusform>
            <numerusform>%n unreadable</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n near-duplicates in %1</source>
        <translation>
            <numerusform>%n near-duplicate in %1</numerusform>
            <numerusform>%n near-duplicates in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n groups</source>
        <translation>
            <numerusform>%n group</numerusform>
            <numerusform>%n groups</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ClusterPanel</name>
    <message numerus="yes">
        <source>Merge %n clusters</source>
        <translation>
            <numerusform>Merge %n cluster</numerusform>
            <numerusform>Merge %n clusters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept the undecided masks of %n clusters</source>
        <translation>
            <numerusform>Accept the undecided masks of %n cluster</numerusform>
            <numerusform>Accept the undecided masks of %n clusters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reject the undecided masks of %n clusters</source>
        <translation>
            <numerusform>Reject the undecided masks of %n cluster</numerusform>
            <numerusform>Reject the undecided masks of %n clusters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Relabel the masks of %n clusters…</source>
        <translation>
            <numerusform>Relabel the masks of %n cluster…</numerusform>
            <numerusform>Relabel the masks of %n clusters…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %Ln undecided</source>
        <translation>
            <numerusform>Accept %Ln undecided</numerusform>
            <numerusform>Accept %Ln undecided</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reject %Ln undecided</source>
        <translation>
            <numerusform>Reject %Ln undecided</numerusform>
            <numerusform>Reject %Ln undecided</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ClusterTools</name>
    <message numerus="yes">
        <source>Move %Ln masks to</source>
        <translation>
            <numerusform>Move %Ln mask to</numerusform>
            <numerusform>Move %Ln masks to</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ClusterWorkspace</name>
    <message numerus="yes">
        <source>%n clusters</source>
        <translation>
            <numerusform>%n cluster</numerusform>
            <numerusform>%n clusters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n named</source>
        <translation>
            <numerusform>%n named</numerusform>
            <numerusform>%n named</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n locked</source>
        <translation>
            <numerusform>%n locked</numerusform>
            <numerusform>%n locked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n junk</source>
        <translation>
            <numerusform>%n junk</numerusform>
            <numerusform>%n junk</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Relabel the masks of %n clusters</source>
        <translation>
            <numerusform>Relabel the masks of %n cluster</numerusform>
            <numerusform>Relabel the masks of %n clusters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::DiscoverDialog</name>
    <message numerus="yes">
        <source>Masks rest on features learned from these images alone (%n) (DenseCL).</source>
        <translation>
            <numerusform>Masks rest on features learned from these images alone (%n) (DenseCL).</numerusform>
            <numerusform>Masks rest on features learned from these images alone (%n) (DenseCL).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::InspectorPanel</name>
    <message numerus="yes">
        <source>%Ln masks selected</source>
        <translation>
            <numerusform>%Ln mask selected</numerusform>
            <numerusform>%Ln masks selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::OverviewWorkspace</name>
    <message numerus="yes">
        <source>%n images</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files are gone</source>
        <translation>
            <numerusform>%n file is gone</numerusform>
            <numerusform>%n files are gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without masks</source>
        <translation>
            <numerusform>%n without masks</numerusform>
            <numerusform>%n without masks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without an accepted mask</source>
        <translation>
            <numerusform>%n without an accepted mask</numerusform>
            <numerusform>%n without an accepted mask</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unreadable</source>
        <translation>
            <numerusform>%n unreadable</numerusform>
            <numerusform>%n unreadable</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n near-duplicates in %1</source>
        <translation>
            <numerusform>%n near-duplicate in %1</numerusform>
            <numerusform>%n near-duplicates in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n groups</source>
        <translation>
            <numerusform>%n group</numerusform>
            <numerusform>%n groups</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PretrainDialog</name>
    <message numerus="yes">
        <source>This collection has %n images. Below about %1, prototypes follow colour and texture, not kinds of things: clusters by k-means (Find masks makes them) are the better choice. You can train all the same.</source>
        <translation>
            <numerusform>This collection has %n image. Below about %1, prototypes follow colour and texture, not kinds of things: clusters by k-means (Find masks makes them) are the better choice. You can train all the same.</numerusform>
            <numerusform>This collection has %n images. Below about %1, prototypes follow colour and texture, not kinds of things: clusters by k-means (Find masks makes them) are the better choice. You can train all the same.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This collection has %n images. Below about %1, a transformer learns little from nothing: published DINO weights (Backbones) or DenseCL are the better choice. You can train all the same.</source>
        <translation>
            <numerusform>This collection has %n image. Below about %1, a transformer learns little from nothing: published DINO weights (Backbones) or DenseCL are the better choice. You can train all the same.</numerusform>
            <numerusform>This collection has %n images. Below about %1, a transformer learns little from nothing: published DINO weights (Backbones) or DenseCL are the better choice. You can train all the same.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ProjectController</name>
    <message numerus="yes">
        <source>About %n min on this computer (estimate).</source>
        <translation>
            <numerusform>About %n min on this computer (estimate).</numerusform>
            <numerusform>About %n min on this computer (estimate).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>About %n hours on this computer (estimate).</source>
        <translation>
            <numerusform>About %n hour on this computer (estimate).</numerusform>
            <numerusform>About %n hours on this computer (estimate).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ProjectView</name>
    <message numerus="yes">
        <source>%n images can be read again. Find masks searches them too.</source>
        <translation>
            <numerusform>%n image can be read again. Find masks searches it too.</numerusform>
            <numerusform>%n images can be read again. Find masks searches them too.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PrototypeBar</name>
    <message numerus="yes">
        <source>%n marked · Esc clears</source>
        <translation>
            <numerusform>%n marked · Esc clears</numerusform>
            <numerusform>%n marked · Esc clears</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PrototypeWorkspace</name>
    <message numerus="yes">
        <source>%n prototypes</source>
        <translation>
            <numerusform>%n prototype</numerusform>
            <numerusform>%n prototypes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n named</source>
        <translation>
            <numerusform>%n named</numerusform>
            <numerusform>%n named</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n merged</source>
        <translation>
            <numerusform>%n merged</numerusform>
            <numerusform>%n merged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n off</source>
        <translation>
            <numerusform>%n off</numerusform>
            <numerusform>%n off</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ReviewWorkspace</name>
    <message numerus="yes">
        <source>Relabel %Ln masks</source>
        <translation>
            <numerusform>Relabel %Ln mask</numerusform>
            <numerusform>Relabel %Ln masks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ScatterView</name>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::TopBar</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::VerdictBar</name>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
</context>
</TS>
