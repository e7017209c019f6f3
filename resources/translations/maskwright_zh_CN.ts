<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>Backbones</name>
    <message>
        <source>Finding masks with Free Mask, pre-training from it, and training rounds.</source>
        <translation>用 Free Mask 发现掩码、在其基础上预训练，以及训练轮次。</translation>
    </message>
</context>
<context>
    <name>Curve</name>
    <message>
        <source>total loss</source>
        <translation>总损失</translation>
    </message>
    <message>
        <source>box (max projection)</source>
        <translation>边框（最大投影）</translation>
    </message>
    <message>
        <source>average projection</source>
        <translation>平均投影</translation>
    </message>
    <message>
        <source>colour affinity</source>
        <translation>颜色亲和</translation>
    </message>
    <message>
        <source>object or not</source>
        <translation>是否物体</translation>
    </message>
    <message>
        <source>embedding</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>mask pixels</source>
        <translation>掩码像素</translation>
    </message>
    <message>
        <source>objectness</source>
        <translation>物体性</translation>
    </message>
    <message>
        <source>proposals</source>
        <translation>候选框</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>boxes</source>
        <translation>边框</translation>
    </message>
    <message>
        <source>masks</source>
        <translation>掩码</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Trained round %1: %2, %3, weight %4</source>
        <translation>训练第 %1 轮：%2，%3，权重 %4</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>ResNet-18 (fast)</source>
        <translation>ResNet-18（快）</translation>
    </message>
    <message>
        <source>ResNet-50 (slower, finer)</source>
        <translation>ResNet-50（较慢，更精细）</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>The file cannot be read. Its masks are kept.</source>
        <translation>无法读取该文件。它的掩码都保留着。</translation>
    </message>
    <message>
        <source>The file is not there. Its masks are kept.</source>
        <translation>该文件不在了。它的掩码都保留着。</translation>
    </message>
    <message>
        <source>Finds, reviews and exports instance masks without labels.</source>
        <translation>无需标签即可发现、审阅和导出实例掩码。</translation>
    </message>
    <message>
        <source>project folder, or a folder of images</source>
        <translation>项目文件夹，或图像文件夹</translation>
    </message>
    <message>
        <source>find masks if that was not done yet</source>
        <translation>若尚未发现掩码，则先进行发现</translation>
    </message>
    <message>
        <source>dark, light or system, this time; else as in the preferences</source>
        <translation>dark、light 或 system，仅本次有效；否则按首选项</translation>
    </message>
</context>
<context>
    <name>RankingInput</name>
    <message>
        <source>source score</source>
        <translation>来源分数</translation>
    </message>
    <message>
        <source>maskness</source>
        <translation>掩码度</translation>
    </message>
    <message>
        <source>stability</source>
        <translation>稳定性</translation>
    </message>
    <message>
        <source>contrast across the outline</source>
        <translation>轮廓内外对比度</translation>
    </message>
    <message>
        <source>contact with the picture&apos;s border</source>
        <translation>与图像边界的接触</translation>
    </message>
    <message>
        <source>compactness</source>
        <translation>紧致度</translation>
    </message>
    <message>
        <source>size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>very large</source>
        <translation>非常大</translation>
    </message>
    <message>
        <source>found on the centred map</source>
        <translation>在居中图上发现</translation>
    </message>
    <message>
        <source>found by the segmenter</source>
        <translation>由分割器发现</translation>
    </message>
    <message>
        <source>found by merging regions</source>
        <translation>由区域合并发现</translation>
    </message>
    <message>
        <source>merge score</source>
        <translation>合并分数</translation>
    </message>
    <message>
        <source>gradient along the outline</source>
        <translation>沿轮廓的梯度</translation>
    </message>
    <message>
        <source>closed outline</source>
        <translation>轮廓闭合</translation>
    </message>
    <message>
        <source>unlike its surround</source>
        <translation>与周围不同</translation>
    </message>
    <message>
        <source>features unlike the surround&apos;s</source>
        <translation>特征与周围不同</translation>
    </message>
    <message>
        <source>fills its box</source>
        <translation>填满边界框</translation>
    </message>
    <message>
        <source>found several times</source>
        <translation>多次被发现</translation>
    </message>
    <message>
        <source>look-alikes in the picture</source>
        <translation>图中有相似掩码</translation>
    </message>
    <message>
        <source>size at the border</source>
        <translation>边界处的大小</translation>
    </message>
    <message>
        <source>far from the middle</source>
        <translation>远离图像中心</translation>
    </message>
    <message>
        <source>size far from the middle</source>
        <translation>远离中心的大小</translation>
    </message>
    <message>
        <source>repeats a better one</source>
        <translation>与更好的掩码重复</translation>
    </message>
    <message>
        <source>part of a better one</source>
        <translation>是更好掩码的一部分</translation>
    </message>
    <message>
        <source>holds others</source>
        <translation>包含其他掩码</translation>
    </message>
    <message>
        <source>place in its picture</source>
        <translation>在图中的名次</translation>
    </message>
    <message>
        <source>below the picture&apos;s best</source>
        <translation>低于图中最佳</translation>
    </message>
    <message>
        <source>typical of its cluster</source>
        <translation>在聚类中有代表性</translation>
    </message>
    <message>
        <source>size of its cluster</source>
        <translation>所在聚类的大小</translation>
    </message>
    <message>
        <source>cluster accepted elsewhere</source>
        <translation>聚类在别处被接受</translation>
    </message>
    <message>
        <source>cluster decided elsewhere</source>
        <translation>聚类在别处已判定</translation>
    </message>
    <message>
        <source>look-alikes accepted</source>
        <translation>相似掩码被接受</translation>
    </message>
    <message>
        <source>look-alikes decided</source>
        <translation>相似掩码已判定</translation>
    </message>
    <message>
        <source>meets an accepted mask</source>
        <translation>与已接受的掩码相交</translation>
    </message>
    <message>
        <source>inside an accepted mask</source>
        <translation>位于已接受的掩码内</translation>
    </message>
    <message>
        <source>holds an accepted mask</source>
        <translation>包含已接受的掩码</translation>
    </message>
    <message>
        <source>meets a refused mask</source>
        <translation>与被拒绝的掩码相交</translation>
    </message>
    <message>
        <source>meets a poor mask</source>
        <translation>与不佳的掩码相交</translation>
    </message>
    <message>
        <source>accepted in its picture</source>
        <translation>图中有已接受的</translation>
    </message>
    <message>
        <source>refused in its picture</source>
        <translation>图中有被拒绝的</translation>
    </message>
    <message>
        <source>the segmenter agrees</source>
        <translation>分割器也找到</translation>
    </message>
</context>
<context>
    <name>RankingReasons</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Your decisions raise it: %1</source>
        <translation>您的判定使其升高：%1</translation>
    </message>
    <message>
        <source>Your decisions lower it: %1</source>
        <translation>您的判定使其降低：%1</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Looking for images</source>
        <translation>正在查找图像</translation>
    </message>
    <message>
        <source>Pre-training the backbone</source>
        <translation>正在预训练骨干网络</translation>
    </message>
    <message>
        <source>Finding masks</source>
        <translation>正在发现掩码</translation>
    </message>
    <message>
        <source>Grouping look-alikes</source>
        <translation>正在对相似掩码聚类</translation>
    </message>
    <message>
        <source>Ordering by confidence</source>
        <translation>正在按置信度排序</translation>
    </message>
    <message>
        <source>Indexing look-alikes</source>
        <translation>正在为相似掩码建索引</translation>
    </message>
    <message>
        <source>Comparing pictures</source>
        <translation>正在比较图像</translation>
    </message>
    <message>
        <source>Laying out the map</source>
        <translation>正在布局嵌入图</translation>
    </message>
    <message>
        <source>Making semantic maps</source>
        <translation>正在生成语义图</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>正在训练</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>正在导入</translation>
    </message>
</context>
<context>
    <name>TargetReason</name>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>relabelled</source>
        <translation>已改类别</translation>
    </message>
    <message>
        <source>not an object</source>
        <translation>非物体</translation>
    </message>
    <message>
        <source>bad mask</source>
        <translation>掩码不佳</translation>
    </message>
    <message>
        <source>fix later</source>
        <translation>待修</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>未判定</translation>
    </message>
    <message>
        <source>confident</source>
        <translation>高置信</translation>
    </message>
    <message>
        <source>segmenter</source>
        <translation>分割器</translation>
    </message>
</context>
<context>
    <name>maskwright::ui</name>
    <message>
        <source>CVAT habits</source>
        <translation>CVAT 习惯</translation>
    </message>
    <message>
        <source>labelme habits</source>
        <translation>labelme 习惯</translation>
    </message>
    <message>
        <source>no JSON: %1 at byte %2</source>
        <translation>不是 JSON：%1（第 %2 字节）</translation>
    </message>
    <message>
        <source>not a file of keys</source>
        <translation>不是快捷键文件</translation>
    </message>
    <message>
        <source>written by a newer program</source>
        <translation>由更新版本的程序写入</translation>
    </message>
    <message>
        <source>&quot;%1&quot; of %2 is no key</source>
        <translation>%2 的“%1”不是有效按键</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Not an object</source>
        <translation>非物体</translation>
    </message>
    <message>
        <source>Bad mask</source>
        <translation>掩码不佳</translation>
    </message>
    <message>
        <source>Fix later</source>
        <translation>待修</translation>
    </message>
    <message>
        <source>Relabel…</source>
        <translation>改类别…</translation>
    </message>
    <message>
        <source>Take the suggested category</source>
        <translation>采用建议的类别</translation>
    </message>
    <message>
        <source>Edit the mask</source>
        <translation>编辑掩码</translation>
    </message>
    <message>
        <source>Edit the masks to fix, one after the other</source>
        <translation>逐个编辑待修掩码</translation>
    </message>
    <message>
        <source>Draw a new mask on this image</source>
        <translation>在此图像上绘制新掩码</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Back to undecided</source>
        <translation>恢复为未判定</translation>
    </message>
    <message>
        <source>Next verdict for the whole cluster</source>
        <translation>下一个判定作用于整个聚类</translation>
    </message>
    <message>
        <source>Accept all above the threshold, audited</source>
        <translation>接受阈值以上的全部（经抽检）</translation>
    </message>
    <message>
        <source>Category %1</source>
        <translation>类别 %1</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>Next uncertain</source>
        <translation>下一个不确定的</translation>
    </message>
    <message>
        <source>Whole image and back</source>
        <translation>整幅图像与返回</translation>
    </message>
    <message>
        <source>Open the image</source>
        <translation>打开图像</translation>
    </message>
    <message>
        <source>Next image (from an image)</source>
        <translation>下一幅图像（在图像中）</translation>
    </message>
    <message>
        <source>Previous image (from an image)</source>
        <translation>上一幅图像（在图像中）</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>更多相似的</translation>
    </message>
    <message>
        <source>Show new candidates and the new order</source>
        <translation>显示新候选和新顺序</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Fill, outline or no masks</source>
        <translation>填充、轮廓或不显示掩码</translation>
    </message>
    <message>
        <source>Zoom to the mask</source>
        <translation>缩放到掩码</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <source>Mask editor</source>
        <translation>掩码编辑器</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>聚类</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>嵌入图</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Prototypes</source>
        <translation>原型</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>首选项…</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Files that could not be used…</source>
        <translation>无法使用的文件…</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>Name the prototype</source>
        <translation>为原型命名</translation>
    </message>
    <message>
        <source>Merge the marked (Space) prototypes</source>
        <translation>合并标记的原型（空格标记）</translation>
    </message>
    <message>
        <source>Split what is merged</source>
        <translation>拆分已合并的原型</translation>
    </message>
    <message>
        <source>Switch off or on</source>
        <translation>停用或启用</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>图像集</translation>
    </message>
    <message>
        <source>Find masks…</source>
        <translation>发现掩码…</translation>
    </message>
    <message>
        <source>Pre-train…</source>
        <translation>预训练…</translation>
    </message>
    <message>
        <source>Make semantic maps (SlotCon)</source>
        <translation>生成语义图（SlotCon）</translation>
    </message>
    <message>
        <source>Make semantic maps (MaskDistill)</source>
        <translation>生成语义图（MaskDistill）</translation>
    </message>
    <message>
        <source>Backbones…</source>
        <translation>骨干网络…</translation>
    </message>
    <message>
        <source>Start a training round…</source>
        <translation>开始一轮训练…</translation>
    </message>
    <message>
        <source>Group look-alikes anew</source>
        <translation>重新对相似掩码聚类</translation>
    </message>
    <message>
        <source>Make the map</source>
        <translation>生成嵌入图</translation>
    </message>
    <message>
        <source>Order by what was decided so far</source>
        <translation>按已有判定排序</translation>
    </message>
    <message>
        <source>Look for near-duplicate images</source>
        <translation>查找近重复图像</translation>
    </message>
    <message>
        <source>Look for new and changed images</source>
        <translation>查找新增和改动的图像</translation>
    </message>
    <message>
        <source>Export COCO…</source>
        <translation>导出 COCO…</translation>
    </message>
    <message>
        <source>Open a folder or project…</source>
        <translation>打开文件夹或项目…</translation>
    </message>
    <message>
        <source>Close the project</source>
        <translation>关闭项目</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Needs a SlotCon model: choose Pre-train in the project menu first.</source>
        <translation>需要 SlotCon 模型：请先在项目菜单中选择“预训练”。</translation>
    </message>
    <message>
        <source>Free Mask with merge tree</source>
        <translation>Free Mask 加合并树</translation>
    </message>
    <message>
        <source>Objects of all sizes, from features and from image regions: start with this.</source>
        <translation>由特征和图像区域得到各种大小的物体：从这里开始。</translation>
    </message>
    <message>
        <source>Merge tree</source>
        <translation>合并树</translation>
    </message>
    <message>
        <source>Regions that colour and texture set off: small, repeated things such as cells.</source>
        <translation>由颜色和纹理区分的区域：细胞等重复的小物体。</translation>
    </message>
    <message>
        <source>Regions of prototypes that all images share: large parts and surfaces.</source>
        <translation>所有图像共有的原型所对应的区域：大的部件和表面。</translation>
    </message>
    <message>
        <source>Free Mask, merge tree and slots, pooled</source>
        <translation>Free Mask、合并树与槽位，汇总</translation>
    </message>
    <message>
        <source>All of them: misses least, takes longest and gives most to review.</source>
        <translation>全部方法：遗漏最少，耗时最长，要审阅的也最多。</translation>
    </message>
    <message>
        <source>The main object of each image, by a vision transformer&apos;s attention.</source>
        <translation>由视觉 Transformer 的注意力得到每幅图像的主要物体。</translation>
    </message>
    <message>
        <source>Up to several objects an image, by cutting a vision transformer&apos;s patches.</source>
        <translation>切分视觉 Transformer 的图块，每幅图像最多若干个物体。</translation>
    </message>
    <message>
        <source>Free Mask, merge tree and MaskCut, pooled</source>
        <translation>Free Mask、合并树与 MaskCut，汇总</translation>
    </message>
    <message>
        <source>Large objects by the transformer, the rest by Free Mask and regions.</source>
        <translation>大物体由 Transformer 得到，其余由 Free Mask 和区域得到。</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>GrabCut from this mask</source>
        <translation>从此掩码运行 GrabCut</translation>
    </message>
    <message>
        <source>Snap to edges</source>
        <translation>贴合边缘</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>填充孔洞</translation>
    </message>
    <message>
        <source>Remove specks</source>
        <translation>去除碎点</translation>
    </message>
    <message>
        <source>Unite with the neighbour</source>
        <translation>与相邻掩码合并</translation>
    </message>
    <message>
        <source>Subtract the neighbour</source>
        <translation>减去相邻掩码</translation>
    </message>
    <message>
        <source>Intersect with the neighbour</source>
        <translation>与相邻掩码求交</translation>
    </message>
    <message>
        <source>Next neighbour</source>
        <translation>下一个相邻掩码</translation>
    </message>
    <message>
        <source>Back to the mask as it was found</source>
        <translation>恢复为发现时的掩码</translation>
    </message>
    <message>
        <source>Swap brush and eraser, adding and cutting</source>
        <translation>切换画笔与橡皮、添加与剪切</translation>
    </message>
    <message>
        <source>Undo this edit</source>
        <translation>撤销此编辑</translation>
    </message>
    <message>
        <source>Redo this edit</source>
        <translation>重做此编辑</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>减小画笔</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>增大画笔</translation>
    </message>
    <message>
        <source>The mask as it was, while held</source>
        <translation>按住时显示原来的掩码</translation>
    </message>
    <message>
        <source>Fill or outline alone</source>
        <translation>填充或仅轮廓</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Take back the last corner</source>
        <translation>撤回最后一个顶点</translation>
    </message>
    <message>
        <source>Accept the mask and go to the next</source>
        <translation>接受掩码并转到下一个</translation>
    </message>
    <message>
        <source>Leave the editor</source>
        <translation>离开编辑器</translation>
    </message>
    <message>
        <source>Free Mask (FreeSOLO)</source>
        <translation>Free Mask（FreeSOLO）</translation>
    </message>
    <message>
        <source>Free Mask (FreeSOLO), centred map</source>
        <translation>Free Mask（FreeSOLO），居中图</translation>
    </message>
    <message>
        <source>Slots (SlotCon)</source>
        <translation>槽位（SlotCon）</translation>
    </message>
    <message>
        <source>Attention mask (MaskDistill)</source>
        <translation>注意力掩码（MaskDistill）</translation>
    </message>
    <message>
        <source>MaskCut (CutLER)</source>
        <translation>MaskCut（CutLER）</translation>
    </message>
    <message>
        <source>Free Mask and slots, pooled</source>
        <translation>Free Mask 与槽位，汇总</translation>
    </message>
    <message>
        <source>Free Mask and MaskCut, pooled</source>
        <translation>Free Mask 与 MaskCut，汇总</translation>
    </message>
    <message>
        <source>DenseCL</source>
        <translation>DenseCL</translation>
    </message>
    <message>
        <source>SlotCon</source>
        <translation>SlotCon</translation>
    </message>
    <message>
        <source>MaskDistill</source>
        <translation>MaskDistill</translation>
    </message>
    <message>
        <source>SOLO (FreeSOLO)</source>
        <translation>SOLO（FreeSOLO）</translation>
    </message>
    <message>
        <source>Mask R-CNN (MaskDistill)</source>
        <translation>Mask R-CNN（MaskDistill）</translation>
    </message>
    <message>
        <source>Tuning (Mix-and-Match)</source>
        <translation>微调（Mix-and-Match）</translation>
    </message>
    <message>
        <source>import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>%1 masks</source>
        <translation>%1 个掩码</translation>
    </message>
    <message>
        <source>%1 clusters</source>
        <translation>%1 个聚类</translation>
    </message>
    <message>
        <source>%1 suggested categories</source>
        <translation>%1 个建议类别</translation>
    </message>
    <message>
        <source>%1 prototypes in use</source>
        <translation>使用 %1 个原型</translation>
    </message>
    <message>
        <source>%1 masks written</source>
        <translation>写入 %1 个掩码</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 幅图像</translation>
    </message>
    <message>
        <source>Rests on %1</source>
        <translation>基于 %1</translation>
    </message>
    <message>
        <source>Make the project and look for images</source>
        <translation>创建项目并查找图像</translation>
    </message>
    <message>
        <source>Render the sample collection</source>
        <translation>渲染示例图像集</translation>
    </message>
    <message>
        <source>Find masks · %1</source>
        <translation>发现掩码 · %1</translation>
    </message>
    <message>
        <source>Pre-train · %1</source>
        <translation>预训练 · %1</translation>
    </message>
    <message>
        <source>Training round · %1</source>
        <translation>训练轮次 · %1</translation>
    </message>
    <message>
        <source>Semantic maps · %1</source>
        <translation>语义图 · %1</translation>
    </message>
    <message>
        <source>Group look-alikes</source>
        <translation>对相似掩码聚类</translation>
    </message>
    <message>
        <source>Map of the masks</source>
        <translation>掩码的嵌入图</translation>
    </message>
    <message>
        <source>Order by confidence</source>
        <translation>按置信度排序</translation>
    </message>
    <message>
        <source>Export COCO</source>
        <translation>导出 COCO</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>聚类</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>Found by</source>
        <translation>发现方法</translation>
    </message>
    <message>
        <source>No cluster</source>
        <translation>无聚类</translation>
    </message>
    <message>
        <source>Cluster %1</source>
        <translation>聚类 %1</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>relabelled</source>
        <translation>已改类别</translation>
    </message>
    <message>
        <source>not an object</source>
        <translation>非物体</translation>
    </message>
    <message>
        <source>bad mask</source>
        <translation>掩码不佳</translation>
    </message>
    <message>
        <source>fix later</source>
        <translation>待修</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>未判定</translation>
    </message>
    <message>
        <source>DINO</source>
        <translation>DINO</translation>
    </message>
    <message>
        <source>Compare rounds, and back</source>
        <translation>比较轮次与返回</translation>
    </message>
    <message>
        <source>Gained</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>失去</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>改变</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Positive</source>
        <translation>正例</translation>
    </message>
    <message>
        <source>Negative</source>
        <translation>负例</translation>
    </message>
    <message>
        <source>Ignored</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>It was taught as an object, with this weight.</source>
        <translation>它作为物体用于训练，权重如此。</translation>
    </message>
    <message>
        <source>It was taught as no object.</source>
        <translation>它作为非物体用于训练。</translation>
    </message>
    <message>
        <source>Its place cost nothing in training, whatever was found there.</source>
        <translation>训练中该处不计损失，无论发现什么。</translation>
    </message>
    <message>
        <source>Merge the selected clusters (one: into which?)</source>
        <translation>合并所选聚类（单个：并入哪个？）</translation>
    </message>
    <message>
        <source>Split the cluster…</source>
        <translation>拆分聚类…</translation>
    </message>
    <message>
        <source>Lock or unlock</source>
        <translation>锁定或解锁</translation>
    </message>
    <message>
        <source>Junk, or no longer</source>
        <translation>标为无用或取消</translation>
    </message>
    <message>
        <source>Name the cluster</source>
        <translation>为聚类命名</translation>
    </message>
    <message>
        <source>Move the selected masks to another cluster…</source>
        <translation>将所选掩码移到另一聚类…</translation>
    </message>
    <message>
        <source>Make a new cluster of the selected masks</source>
        <translation>用所选掩码新建聚类</translation>
    </message>
    <message>
        <source>Select the undecided on the screen</source>
        <translation>选中屏幕上未判定的掩码</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>拖动</translation>
    </message>
    <message>
        <source>Select with a lasso</source>
        <translation>用套索选择</translation>
    </message>
    <message>
        <source>Shift+drag</source>
        <translation>Shift+拖动</translation>
    </message>
    <message>
        <source>Select as well</source>
        <translation>加入选择</translation>
    </message>
    <message>
        <source>Right or middle drag, Space+drag</source>
        <translation>右键或中键拖动，空格+拖动</translation>
    </message>
    <message>
        <source>Move the map</source>
        <translation>移动嵌入图</translation>
    </message>
    <message>
        <source>Wheel, + and -</source>
        <translation>滚轮，+ 和 -</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>The whole map</source>
        <translation>显示全图</translation>
    </message>
    <message>
        <source>Show the selected masks in the grid</source>
        <translation>在网格中显示所选掩码</translation>
    </message>
    <message>
        <source>Select nothing</source>
        <translation>取消选择</translation>
    </message>
    <message>
        <source>Wall</source>
        <translation>聚类墙</translation>
    </message>
    <message>
        <source>Show the masks of the cluster</source>
        <translation>显示该聚类的掩码</translation>
    </message>
    <message>
        <source>Ctrl+click, Shift+click</source>
        <translation>Ctrl+单击，Shift+单击</translation>
    </message>
    <message>
        <source>Select several clusters</source>
        <translation>选择多个聚类</translation>
    </message>
    <message>
        <source>Drag onto another</source>
        <translation>拖到另一个上</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message numerus="yes">
        <source>%n images</source>
        <translation>
            <numerusform>%n 幅图像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>新增 %n 幅</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>%n 幅有变化</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n gone</source>
        <translation>
            <numerusform>%n 幅已不在</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unreadable</source>
        <translation>
            <numerusform>%n 幅无法读取</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n near-duplicates in %1</source>
        <translation>
            <numerusform>%1 中有 %n 幅近似重复</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n groups</source>
        <translation>
            <numerusform>%n 组</numerusform>
        </translation>
    </message>
    <message>
        <source>no near-duplicates</source>
        <translation>没有近似重复</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>Below %1</source>
        <translation>低于 %1</translation>
    </message>
    <message>
        <source>%1 and more</source>
        <translation>%1 及以上</translation>
    </message>
    <message>
        <source>Discovery</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Round %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>Found by discovery, and kept or found again since</source>
        <translation>由发现阶段找到，此后一直保留或再次找到</translation>
    </message>
    <message>
        <source>First found in round %1, and kept or found again since</source>
        <translation>首次在第 %1 轮找到，此后一直保留或再次找到</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>轮次</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::AcceptanceModel</name>
    <message>
        <source>Cluster %1</source>
        <translation>聚类 %1</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>no category</source>
        <translation>无类别</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1: %2 of %3 decided masks accepted, %4 masks in all</source>
        <translation>%1：已判定 %3 个掩码中接受 %2 个，共 %4 个掩码</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>已判定</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>掩码</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::AreaChart</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Masks by size</source>
        <translation>掩码大小分布</translation>
    </message>
    <message>
        <source>from %1 of the image: %2 masks, %3 accepted</source>
        <translation>自图像的 %1 起：%2 个掩码，接受 %3 个</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::AuditDialog</name>
    <message>
        <source>Accept with an audit</source>
        <translation>经抽检接受</translation>
    </message>
    <message>
        <source>Confidence from</source>
        <translation>置信度下限</translation>
    </message>
    <message>
        <source>Precision to prove</source>
        <translation>要证明的精确率</translation>
    </message>
    <message>
        <source>Accept many masks unseen, with a guarantee</source>
        <translation>不逐个查看而接受大量掩码，并有保证</translation>
    </message>
    <message>
        <source>You judge a random sample of them. The rest is accepted only if the sample proves that they are as right as you ask; otherwise nothing is accepted but what you judged.</source>
        <translation>您判定其中的一个随机样本。只有样本证明其正确程度达到您的要求，其余掩码才会被接受；否则只接受您判定过的。</translation>
    </message>
    <message>
        <source>Counting ...</source>
        <translation>正在计数…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Start the audit</source>
        <translation>开始抽检</translation>
    </message>
    <message>
        <source>Nothing undecided stands above %1.</source>
        <translation>%1 以上没有未判定的掩码。</translation>
    </message>
    <message>
        <source>One mask stands above %1.</source>
        <translation>%1 以上有一个掩码。</translation>
    </message>
    <message>
        <source>%1 masks stand above %2.</source>
        <translation>%2 以上有 %1 个掩码。</translation>
    </message>
    <message>
        <source>Estimated precision: %1 % (by confidence).</source>
        <translation>估计精确率：%1 %（按置信度）。</translation>
    </message>
    <message>
        <source>They are too few to prove %1 %: lower the confidence or the precision, or judge them one by one.</source>
        <translation>数量太少，无法证明 %1 %：请降低置信度或精确率，或逐个判定。</translation>
    </message>
    <message>
        <source>The audit needs a sample of %1.</source>
        <translation>抽检需要 %1 个样本。</translation>
    </message>
    <message>
        <source>The audit needs a sample of %1 if all of them are right, up to %2 if some are not.</source>
        <translation>若全部正确，抽检需要 %1 个样本；若有错误，最多需要 %2 个。</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Drawing the sample ...</source>
        <translation>正在抽取样本…</translation>
    </message>
    <message>
        <source>One of them is left out: it lies where a better one or an accepted mask lies.</source>
        <translation>其中 1 个不计入：其位置上已有更好的掩码或已接受的掩码。</translation>
    </message>
    <message>
        <source>%1 of them are left out: each lies where a better one or an accepted mask lies.</source>
        <translation>其中 %1 个不计入：其位置上已有更好的掩码或已接受的掩码。</translation>
    </message>
    <message>
        <source>Leaving ends the audit. It counts as an attempt, so that the next one needs a larger sample. What you judged is kept.</source>
        <translation>离开会结束抽检，并计为一次尝试，下一次需要更大的样本。已作的判定会保留。</translation>
    </message>
    <message>
        <source>Leave (Esc)</source>
        <translation>离开 (Esc)</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::AuditEndPage</name>
    <message>
        <source>Wrong in the sample</source>
        <translation>样本中有误的</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Judged</source>
        <translation>已判定</translation>
    </message>
    <message>
        <source>%1, of which %2 were right</source>
        <translation>%1 个，其中 %2 个正确</translation>
    </message>
    <message>
        <source>By the sample alone</source>
        <translation>仅按样本</translation>
    </message>
    <message>
        <source>at least %1 % right</source>
        <translation>至少 %1 % 正确</translation>
    </message>
    <message>
        <source>To accept</source>
        <translation>将接受</translation>
    </message>
    <message>
        <source>Not accepted</source>
        <translation>未接受</translation>
    </message>
    <message>
        <source>1 more mask above %1</source>
        <translation>另有 1 个高于 %1 的掩码</translation>
    </message>
    <message>
        <source>%1 more masks above %2</source>
        <translation>另有 %1 个高于 %2 的掩码</translation>
    </message>
    <message>
        <source>Proved: at least %1 % of these masks are right</source>
        <translation>已证明：这些掩码至少 %1 % 正确</translation>
    </message>
    <message>
        <source>Not proved: too many of the sample were wrong</source>
        <translation>未能证明：样本中错误太多</translation>
    </message>
    <message>
        <source>With the wrong ones left out, what is accepted is better than the sample. Both are Clopper-Pearson bounds at %1 % confidence, the one above over all looks at the sample. The audit is stored with the project and named in exports.</source>
        <translation>去掉有误的之后，所接受的优于样本。两者都是置信度 %1 % 的 Clopper-Pearson 下界，上面的一个涵盖对样本的每次查看。抽检随项目保存，并在导出中注明。</translation>
    </message>
    <message>
        <source>Your verdicts are kept and teach the ranking. Raise the confidence and try again, or ask for less; each further audit needs a somewhat larger sample.</source>
        <translation>您的判定会保留，并用于学习排序。可以提高置信度再试，或降低要求；每多一次抽检，所需样本会略大一些。</translation>
    </message>
    <message>
        <source>Accept the other one</source>
        <translation>接受另外 1 个</translation>
    </message>
    <message>
        <source>Accept the other %1</source>
        <translation>接受另外 %1 个</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::AuditSamplePage</name>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Not an object</source>
        <translation>非物体</translation>
    </message>
    <message>
        <source>Bad mask</source>
        <translation>掩码不佳</translation>
    </message>
    <message>
        <source>Whole image</source>
        <translation>整幅图像</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Is this mask right?</source>
        <translation>这个掩码正确吗？</translation>
    </message>
    <message>
        <source>Is this mask right?  %1 of %2 were</source>
        <translation>这个掩码正确吗？已判 %2 个中 %1 个正确</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::BackboneShelf</name>
    <message>
        <source>The folder %1 can&apos;t be made.</source>
        <translation>无法创建文件夹 %1。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::BackbonesDialog</name>
    <message>
        <source>Backbones</source>
        <translation>骨干网络</translation>
    </message>
    <message>
        <source>Masks rest on what a backbone has learned. Nothing is downloaded by the program: get a file from its publisher and add it here (safetensors, .pth, .pkl). Nothing in a file is ever run.</source>
        <translation>掩码取决于骨干网络学到的内容。程序不下载任何东西：请从发布者处获取文件并在此添加（safetensors、.pth、.pkl）。绝不会运行文件中的任何内容。</translation>
    </message>
    <message>
        <source>Add a file…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Added. Choose it under Weights when you find masks.</source>
        <translation>已添加。发现掩码时请在“权重”下选择它。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>Not added: %1</source>
        <translation>未添加：%1</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>在此计算机上</translation>
    </message>
    <message>
        <source>None yet: add a file, or pre-train</source>
        <translation>还没有：请添加文件，或进行预训练</translation>
    </message>
    <message>
        <source>Published, to be added</source>
        <translation>已公开发布，可供添加</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>注意力头数</translation>
    </message>
    <message>
        <source>not told by the file</source>
        <translation>文件未说明</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Rests on</source>
        <translation>基于</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation>制作自</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺少</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>约 %1</translation>
    </message>
    <message>
        <source>Learned from</source>
        <translation>学习数据</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>pictures alone, without labels</source>
        <translation>仅图像，无标签</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Publisher</source>
        <translation>发布者</translation>
    </message>
    <message>
        <source>Weights of a backbone</source>
        <translation>骨干网络的权重</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.pth *.pt *.pkl *.tar *.bin *.ckpt);;All files (*)</source>
        <translation>权重 (*.safetensors *.pth *.pt *.pkl *.tar *.bin *.ckpt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation>正在读取 %1…</translation>
    </message>
    <message>
        <source>Remove %1?</source>
        <translation>移除 %1？</translation>
    </message>
    <message>
        <source>The copy in %1 is deleted. Projects that used it keep their own.</source>
        <translation>将删除 %1 中的副本。用过它的项目各自保留一份。</translation>
    </message>
    <message>
        <source>Removed.</source>
        <translation>已移除。</translation>
    </message>
    <message>
        <source>%1 can&apos;t be deleted.</source>
        <translation>无法删除 %1。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::Banner</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::BoundBar</name>
    <message>
        <source>Progress of the audit</source>
        <translation>抽检进度</translation>
    </message>
    <message>
        <source>%1 of at most %2 judged, at least %3 % proved, %4 % asked</source>
        <translation>最多 %2 个，已判定 %1 个；至少已证明 %3 %，要求 %4 %</translation>
    </message>
    <message>
        <source>%1 judged</source>
        <translation>已判定 %1 个</translation>
    </message>
    <message>
        <source>%1 % proved, %2 % asked</source>
        <translation>已证明 %1 %，要求 %2 %</translation>
    </message>
    <message>
        <source>The marks are where it may end: after %1 verdicts</source>
        <translation>刻度表示可能结束之处：%1 次判定之后</translation>
    </message>
    <message>
        <source>%1 judged, %2 to go</source>
        <translation>已判 %1 个，还需 %2 个</translation>
    </message>
    <message>
        <source>%1 judged, %2 to go, %3 at most</source>
        <translation>已判 %1 个，还需 %2 个，至多 %3 个</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::CandidateDelegate</name>
    <message>
        <source>Confidence %1 (estimate)</source>
        <translation>置信度 %1（估计）</translation>
    </message>
    <message>
        <source>%1, being saved</source>
        <translation>%1，正在保存</translation>
    </message>
    <message>
        <source>Category: %1</source>
        <translation>类别：%1</translation>
    </message>
    <message>
        <source>This image cannot be read; its masks are kept.</source>
        <translation>无法读取该图像；它的掩码都保留着。</translation>
    </message>
    <message>
        <source>%1: %2. %3</source>
        <translation>%1：%2。%3</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::CandidateGrid</name>
    <message>
        <source>Candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>Grid of candidate masks by falling confidence</source>
        <translation>候选掩码网格，按置信度从高到低</translation>
    </message>
    <message>
        <source>Nothing to show</source>
        <translation>没有可显示的内容</translation>
    </message>
    <message>
        <source>No candidate passes the filters on the left.</source>
        <translation>没有候选通过左侧的筛选。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::CandidateModel</name>
    <message>
        <source>Mask %1, confidence %2, %3</source>
        <translation>掩码 %1，置信度 %2，%3</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::CategoryPopup</name>
    <message>
        <source>Category, new or known</source>
        <translation>类别，新的或已有的</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>New category &quot;%1&quot;</source>
        <translation>新类别“%1”</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ChangeLegend</name>
    <message>
        <source>Gained: in the right round alone. Lost: in the left one alone. Changed: the same thing (IoU .5 to .8) with another outline. Kept: IoU .8 or more.</source>
        <translation>新增：仅在右侧轮次。失去：仅在左侧轮次。改变：同一物体（IoU .5 至 .8）但轮廓不同。保留：IoU 不低于 .8。</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>%1, confidence %2</source>
        <translation>%1，置信度 %2</translation>
    </message>
    <message>
        <source>%1, IoU %2</source>
        <translation>%1，IoU %2</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ClusterBar</name>
    <message>
        <source>Make one of the selected clusters (Ctrl or Shift selects several); of one alone: asks into which</source>
        <translation>将所选聚类合并为一个（Ctrl 或 Shift 可选多个）；只选一个时询问并入哪个</translation>
    </message>
    <message>
        <source>Propose two halves by their looks</source>
        <translation>按外观提议两半</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>A new grouping leaves locked clusters alone</source>
        <translation>重新聚类时不改动锁定的聚类</translation>
    </message>
    <message>
        <source>Junk</source>
        <translation>无用</translation>
    </message>
    <message>
        <source>The masks of junk clusters and their look-alikes come last in the order</source>
        <translation>无用聚类的掩码及其相似掩码排在最后</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>聚类</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>Not junk</source>
        <translation>取消无用</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ClusterDelegate</name>
    <message>
        <source>Name of the cluster</source>
        <translation>聚类名称</translation>
    </message>
    <message>
        <source>1 mask</source>
        <translation>1 个掩码</translation>
    </message>
    <message>
        <source>%1 masks</source>
        <translation>%1 个掩码</translation>
    </message>
    <message>
        <source>junk</source>
        <translation>无用</translation>
    </message>
    <message>
        <source>%1 · mean %2</source>
        <translation>%1 · 平均 %2</translation>
    </message>
    <message>
        <source>purity ≈ %1</source>
        <translation>纯度 ≈ %1</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ClusterListView</name>
    <message>
        <source>Drop onto another cluster to merge</source>
        <translation>拖放到另一聚类上即可合并</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ClusterModel</name>
    <message>
        <source>Cluster %1</source>
        <translation>聚类 %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ClusterPanel</name>
    <message>
        <source>Clusters</source>
        <translation>聚类</translation>
    </message>
    <message>
        <source>No clusters yet</source>
        <translation>还没有聚类</translation>
    </message>
    <message>
        <source>Clusters appear when discovery has finished. They group masks that look alike, so that one key decides many.</source>
        <translation>发现完成后会出现聚类。它们把外观相似的掩码归在一起，一个按键即可判定许多个。</translation>
    </message>
    <message>
        <source>Name...</source>
        <translation>命名…</translation>
    </message>
    <message>
        <source>Show its masks</source>
        <translation>显示它的掩码</translation>
    </message>
    <message numerus="yes">
        <source>Merge %n clusters</source>
        <translation>
            <numerusform>合并 %n 个聚类</numerusform>
        </translation>
    </message>
    <message>
        <source>Merge into…</source>
        <translation>并入…</translation>
    </message>
    <message>
        <source>Split…</source>
        <translation>拆分…</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Junk</source>
        <translation>无用</translation>
    </message>
    <message>
        <source>Not junk</source>
        <translation>取消无用</translation>
    </message>
    <message numerus="yes">
        <source>Accept the undecided masks of %n clusters</source>
        <translation>
            <numerusform>接受 %n 个聚类中未判定的掩码</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reject the undecided masks of %n clusters</source>
        <translation>
            <numerusform>否决 %n 个聚类中未判定的掩码</numerusform>
        </translation>
    </message>
    <message>
        <source>Relabel its masks…</source>
        <translation>给其掩码改类别…</translation>
    </message>
    <message numerus="yes">
        <source>Relabel the masks of %n clusters…</source>
        <translation>
            <numerusform>给 %n 个聚类的掩码改类别…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %Ln undecided</source>
        <translation>
            <numerusform>接受未判定的 %Ln 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reject %Ln undecided</source>
        <translation>
            <numerusform>否决未判定的 %Ln 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ClusterPopup</name>
    <message>
        <source>Number or name of a cluster</source>
        <translation>聚类的编号或名称</translation>
    </message>
    <message>
        <source>New cluster</source>
        <translation>新聚类</translation>
    </message>
    <message>
        <source>%1 · cluster %2</source>
        <translation>%1 · 聚类 %2</translation>
    </message>
    <message>
        <source> · %1 masks · junk</source>
        <translation> · %1 个掩码 · 无用</translation>
    </message>
    <message>
        <source> · %1 masks</source>
        <translation> · %1 个掩码</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>聚类</translation>
    </message>
    <message>
        <source>Cluster %1</source>
        <translation>聚类 %1</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ClusterTools</name>
    <message>
        <source>There is no other cluster</source>
        <translation>没有其他聚类</translation>
    </message>
    <message>
        <source>Merge %1 into</source>
        <translation>将 %1 并入</translation>
    </message>
    <message>
        <source>%1 is locked</source>
        <translation>%1 已锁定</translation>
    </message>
    <message>
        <source>Merge %1 into %2: %3 + %4 masks</source>
        <translation>将 %1 并入 %2：%3 + %4 个掩码</translation>
    </message>
    <message>
        <source>Select the masks to move first</source>
        <translation>请先选择要移动的掩码</translation>
    </message>
    <message>
        <source>Move 1 mask to</source>
        <translation>将 1 个掩码移到</translation>
    </message>
    <message>
        <source>%1 clusters</source>
        <translation>%1 个聚类</translation>
    </message>
    <message>
        <source>Looking for two halves… Esc stops it.</source>
        <translation>正在寻找两半… 按 Esc 停止。</translation>
    </message>
    <message>
        <source>Not split</source>
        <translation>没有拆分</translation>
    </message>
    <message numerus="yes">
        <source>Move %Ln masks to</source>
        <translation>
            <numerusform>将 %Ln 个掩码移到</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ClusterWorkspace</name>
    <message>
        <source>No clusters yet</source>
        <translation>还没有聚类</translation>
    </message>
    <message>
        <source>One cluster at a time is split</source>
        <translation>一次拆分一个聚类</translation>
    </message>
    <message numerus="yes">
        <source>%n clusters</source>
        <translation>
            <numerusform>%n 个聚类</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n locked</source>
        <translation>
            <numerusform>%n 个已锁定</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n junk</source>
        <translation>
            <numerusform>%n 个无用</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n named</source>
        <translation>
            <numerusform>%n 个已命名</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>已选 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Find masks first (%1): look-alikes are grouped at the end of it, so that one key decides many. Of imported masks a training round makes clusters (%2).</source>
        <translation>请先发现掩码 (%1)：最后会对相似掩码聚类，一个按键即可判定许多个。导入的掩码由训练轮次生成聚类 (%2)。</translation>
    </message>
    <message>
        <source>Relabel the masks of %1</source>
        <translation>给 %1 的掩码改类别</translation>
    </message>
    <message numerus="yes">
        <source>Relabel the masks of %n clusters</source>
        <translation>
            <numerusform>给 %n 个聚类的掩码改类别</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::CommandPalette</name>
    <message>
        <source>Type a command</source>
        <translation>输入命令</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>No command here has these words</source>
        <translation>这里没有含这些词的命令</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ComparePresenter</name>
    <message>
        <source>%1 (rolled back)</source>
        <translation>%1（已回退）</translation>
    </message>
    <message>
        <source>Neither round has a mask on this image</source>
        <translation>两个轮次在此图像上都没有掩码</translation>
    </message>
    <message>
        <source>confidence %1 → %2</source>
        <translation>置信度 %1 → %2</translation>
    </message>
    <message>
        <source>confidence %1</source>
        <translation>置信度 %1</translation>
    </message>
    <message>
        <source>IoU %1</source>
        <translation>IoU %1</translation>
    </message>
    <message>
        <source>a verdict is for the mask on the left</source>
        <translation>判定作用于左侧的掩码</translation>
    </message>
    <message>
        <source>a verdict is for the mask on the right</source>
        <translation>判定作用于右侧的掩码</translation>
    </message>
    <message>
        <source>No further difference</source>
        <translation>没有更多差异</translation>
    </message>
    <message>
        <source>No difference before this one</source>
        <translation>在此之前没有差异</translation>
    </message>
    <message>
        <source>Discovery</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Round %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>The rounds could not be compared: %1</source>
        <translation>无法比较轮次：%1</translation>
    </message>
    <message>
        <source>Click a mask, or go to the next</source>
        <translation>单击掩码，或转到下一个</translation>
    </message>
    <message>
        <source>Still counting: what differs next is shown as soon as it is known</source>
        <translation>仍在统计：一旦得知，就会显示下一处差异</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::CompareView</name>
    <message>
        <source>Compare rounds</source>
        <translation>比较轮次</translation>
    </message>
    <message>
        <source>Masks of each image</source>
        <translation>每幅图像的掩码</translation>
    </message>
    <message>
        <source>All masks</source>
        <translation>全部掩码</translation>
    </message>
    <message>
        <source>A round carries over the masks that its segmenter did not find again: of all of them hardly one is lost. Among the most confident it shows which ones gave way.</source>
        <translation>轮次会沿用其分割器没有再次发现的掩码：总体上几乎不会失去。在置信度最高的掩码中可以看出哪些让位了。</translation>
    </message>
    <message>
        <source>Order of the images</source>
        <translation>图像顺序</translation>
    </message>
    <message>
        <source>Round on the left</source>
        <translation>左侧的轮次</translation>
    </message>
    <message>
        <source>Round on the right</source>
        <translation>右侧的轮次</translation>
    </message>
    <message>
        <source>Image with the round on the left</source>
        <translation>图像与左侧的轮次</translation>
    </message>
    <message>
        <source>Image with the round on the right</source>
        <translation>图像与右侧的轮次</translation>
    </message>
    <message>
        <source>counting…</source>
        <translation>正在计数…</translation>
    </message>
    <message>
        <source>none decided yet</source>
        <translation>尚无判定</translation>
    </message>
    <message>
        <source>Of the masks compared; one that shows the same object as an accepted one counts as accepted.</source>
        <translation>就所比较的掩码而言；与已接受掩码显示同一物体的也算已接受。</translation>
    </message>
    <message>
        <source>Best %1 of each image</source>
        <translation>每张图像最好的 %1 个</translation>
    </message>
    <message>
        <source>Greatest change first</source>
        <translation>变化最大的在前</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>按名称</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Zoom out (Ctrl+-)</source>
        <translation>缩小 (Ctrl+-)</translation>
    </message>
    <message>
        <source>Zoom in (Ctrl++)</source>
        <translation>放大 (Ctrl++)</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Back to the grid</source>
        <translation>返回网格</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>上一幅图像</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>下一幅图像</translation>
    </message>
    <message>
        <source>Fill, outline or no masks</source>
        <translation>填充、轮廓或不显示掩码</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Zoom to the mask</source>
        <translation>缩放到掩码</translation>
    </message>
    <message>
        <source>%1 accepted of %2 decided</source>
        <translation>已判定 %2 个中接受 %1 个</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>未统计</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ComparedImageDelegate</name>
    <message>
        <source>%1 kept</source>
        <translation>保留 %1 个</translation>
    </message>
    <message>
        <source>no change, %1</source>
        <translation>无变化，%1</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ComparisonModel</name>
    <message>
        <source>%1: %2 gained, %3 lost, %4 changed</source>
        <translation>%1：新增 %2，失去 %3，改变 %4</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ConfidenceHistogram</name>
    <message>
        <source>Confidence threshold</source>
        <translation>置信度阈值</translation>
    </message>
    <message>
        <source>Undecided candidates by confidence. Drag the handle, or use Left and Right.</source>
        <translation>未判定候选的置信度分布。拖动滑块，或用左右方向键。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::CropListModel</name>
    <message>
        <source>Mask %1</source>
        <translation>掩码 %1</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::DiscoverDialog</name>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Which files fit?</source>
        <translation>哪些文件适用？</translation>
    </message>
    <message>
        <source>Find masks</source>
        <translation>发现掩码</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>骨干网络</translation>
    </message>
    <message>
        <source>Pre-training</source>
        <translation>预训练</translation>
    </message>
    <message>
        <source>Coarse masks an image</source>
        <translation>每幅图像的粗掩码数</translation>
    </message>
    <message>
        <source>None yet: pre-train on this collection first</source>
        <translation>还没有：请先在此图像集上预训练</translation>
    </message>
    <message>
        <source>None yet: choose a file</source>
        <translation>还没有：请选择文件</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Weights of a backbone</source>
        <translation>骨干网络的权重</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.pth *.pt *.pkl *.tar);;All files (*)</source>
        <translation>权重 (*.safetensors *.pth *.pt *.pkl *.tar);;所有文件 (*)</translation>
    </message>
    <message>
        <source>New candidates replace undecided ones of the same method; decisions stay.</source>
        <translation>新候选会替换同一方法的未判定候选；判定都保留。</translation>
    </message>
    <message numerus="yes">
        <source>Masks rest on features learned from these images alone (%n) (DenseCL).</source>
        <translation>
            <numerusform>掩码基于仅从这些图像（%n 幅）学到的特征（DenseCL）。</numerusform>
        </translation>
    </message>
    <message>
        <source>This rests on a vision transformer (DINO, DINOv2 or DINOv3). None ships with Maskwright and nothing is downloaded: choose a file that you have.</source>
        <translation>这需要视觉 Transformer（DINO、DINOv2 或 DINOv3）。Maskwright 不附带，也不下载：请选择您已有的文件。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::EditPresenter</name>
    <message>
        <source>%1 of %2 to fix</source>
        <translation>待修 %2 个中的第 %1 个</translation>
    </message>
    <message>
        <source>Mask %1</source>
        <translation>掩码 %1</translation>
    </message>
    <message>
        <source>Outline an object that has no mask</source>
        <translation>为没有掩码的物体勾画轮廓</translation>
    </message>
    <message>
        <source>New mask · %1</source>
        <translation>新掩码 · %1</translation>
    </message>
    <message>
        <source>mask %1, %2</source>
        <translation>掩码 %1，%2</translation>
    </message>
    <message>
        <source>All masks of this list are fixed</source>
        <translation>此列表的掩码都已修好</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::EditorCanvas</name>
    <message>
        <source>Picture with the mask that is edited</source>
        <translation>正在编辑掩码的图像</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::EditorOptions</name>
    <message>
        <source>Tool settings</source>
        <translation>工具设置</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Snap</source>
        <translation>贴合</translation>
    </message>
    <message>
        <source>How far the outline may move to an edge</source>
        <translation>轮廓向边缘移动的最大距离</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 像素</translation>
    </message>
    <message>
        <source>Snap distance</source>
        <translation>贴合距离</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>How much weak edges pull the outline</source>
        <translation>弱边缘对轮廓的吸引力</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Snap strength</source>
        <translation>贴合强度</translation>
    </message>
    <message>
        <source>GrabCut</source>
        <translation>GrabCut</translation>
    </message>
    <message>
        <source>How far GrabCut may move the outline</source>
        <translation>GrabCut 可移动轮廓的最大距离</translation>
    </message>
    <message>
        <source>GrabCut reach</source>
        <translation>GrabCut 范围</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>A polygon adds to the mask</source>
        <translation>多边形加入掩码</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>A polygon is cut out of the mask</source>
        <translation>从掩码中剪去多边形</translation>
    </message>
    <message>
        <source>Neighbour</source>
        <translation>相邻掩码</translation>
    </message>
    <message>
        <source>Brush size (%1 and %2, or Shift and the wheel)</source>
        <translation>画笔大小（%1 和 %2，或 Shift 加滚轮）</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::EngineProcess</name>
    <message>
        <source>The engine could not be started: %1 (%2). Review and undo still work.</source>
        <translation>引擎无法启动：%1（%2）。审阅和撤销仍可使用。</translation>
    </message>
    <message>
        <source>The engine failed without a reason</source>
        <translation>引擎失败，未说明原因</translation>
    </message>
    <message>
        <source>Finished images and all decisions are kept; Resume goes on from there.</source>
        <translation>已完成的图像和全部判定都保留；“继续”可从那里接着进行。</translation>
    </message>
    <message>
        <source>The engine was killed, often because memory ran out. %1</source>
        <translation>引擎被终止，常因内存耗尽。%1</translation>
    </message>
    <message>
        <source>The engine crashed (signal %1). %2</source>
        <translation>引擎崩溃（信号 %1）。%2</translation>
    </message>
    <message>
        <source>The engine stopped with exit code %1 without a result. %2</source>
        <translation>引擎以退出码 %1 停止，没有结果。%2</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ExportDialog</name>
    <message>
        <source>Export COCO</source>
        <translation>导出 COCO</translation>
    </message>
    <message>
        <source>Accepted and relabelled</source>
        <translation>已接受和已改类别的</translation>
    </message>
    <message>
        <source>All candidates but rejected ones</source>
        <translation>除被拒绝外的全部候选</translation>
    </message>
    <message>
        <source>Polygons (masks with holes as RLE)</source>
        <translation>多边形（有孔洞的掩码用 RLE）</translation>
    </message>
    <message>
        <source>RLE for all</source>
        <translation>全部用 RLE</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>Nothing to export yet</source>
        <translation>还没有可导出的内容</translation>
    </message>
    <message>
        <source>Accept masks with A; they are counted here by category.</source>
        <translation>用 A 接受掩码；此处按类别计数。</translation>
    </message>
    <message>
        <source>Masks lie in the image as it is displayed (EXIF orientation applied). Ids start at 1; the file is put in place only when whole.</source>
        <translation>掩码位于所显示的图像坐标中（已应用 EXIF 方向）。编号从 1 开始；文件写完整后才就位。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Outlines</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>COCO JSON (*.json)</source>
        <translation>COCO JSON (*.json)</translation>
    </message>
    <message>
        <source>(undecided, by confidence)</source>
        <translation>（未判定，按置信度）</translation>
    </message>
    <message>
        <source>1 mask</source>
        <translation>1 个掩码</translation>
    </message>
    <message>
        <source>%1 masks</source>
        <translation>%1 个掩码</translation>
    </message>
    <message>
        <source>Say which file to write.</source>
        <translation>请指定要写入的文件。</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>正在导出…</translation>
    </message>
    <message>
        <source>Written: %1, masks: %2</source>
        <translation>已写入：%1，掩码：%2</translation>
    </message>
    <message>
        <source>
Left out because a newer accepted mask shows the same object: %1</source>
        <translation>
因较新的已接受掩码显示同一物体而略去：%1</translation>
    </message>
    <message>
        <source>Undecided masks below it are left out</source>
        <translation>低于此值的未判定掩码不导出</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>How far corners of polygons may move, for smaller files</source>
        <translation>多边形的顶点最多可移动多远，使文件更小</translation>
    </message>
    <message>
        <source> % of the images</source>
        <translation> % 的图像</translation>
    </message>
    <message>
        <source>none, one file</source>
        <translation>不划分，单个文件</translation>
    </message>
    <message>
        <source>Whole images go to a file of their own, drawn by a fixed seed: the next export divides the same ones alike</source>
        <translation>整幅图像划入另一个文件，按固定种子抽取：下次导出时同样的图像划分相同</translation>
    </message>
    <message>
        <source>Undecided from</source>
        <translation>未判定的，置信度不低于</translation>
    </message>
    <message>
        <source>Simplify</source>
        <translation>简化</translation>
    </message>
    <message>
        <source>For validation</source>
        <translation>用于验证</translation>
    </message>
    <message>
        <source>What a consumer might trip on</source>
        <translation>使用者可能遇到的问题</translation>
    </message>
    <message>
        <source>Looking at the masks ...</source>
        <translation>正在检查掩码…</translation>
    </message>
    <message>
        <source>Without a category, written as &quot;object&quot;: %1 of %2 masks</source>
        <translation>没有类别、写作 &quot;object&quot;：%2 个掩码中的 %1 个</translation>
    </message>
    <message>
        <source>Written as RLE, because polygons can&apos;t hold them (holes, fine parts): %1</source>
        <translation>以 RLE 写出，因为多边形无法表示（有孔洞或细小部分）：%1 个</translation>
    </message>
    <message>
        <source>Left out, because a newer accepted mask shows the same object: %1</source>
        <translation>不导出，因为较新的已接受掩码表示同一物体：%1 个</translation>
    </message>
    <message>
        <source>Images with likely masks that nobody decided, whose objects are missing: %1</source>
        <translation>有可能正确但无人判定的掩码、因而缺少物体的图像：%1 幅</translation>
    </message>
    <message>
        <source>Images without an accepted mask, which a trainer takes as empty: %1 of %2</source>
        <translation>没有已接受掩码、训练时会被当作空白的图像：%2 幅中的 %1 幅</translation>
    </message>
    <message>
        <source>Images that are not on the disk or can&apos;t be read: %1</source>
        <translation>不在磁盘上或无法读取的图像：%1 幅</translation>
    </message>
    <message>
        <source>Nothing that a consumer would trip on was found.</source>
        <translation>没有发现使用者会遇到的问题。</translation>
    </message>
    <message>
        <source>%1 and %2 exist and will be replaced.</source>
        <translation>%1 和 %2 已存在，将被替换。</translation>
    </message>
    <message>
        <source>%1 exists and will be replaced.</source>
        <translation>%1 已存在，将被替换。</translation>
    </message>
    <message>
        <source>Written: %1 and %2, masks: %3</source>
        <translation>已写入：%1 和 %2，掩码：%3 个</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::FilterPanel</name>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>Most alike first</source>
        <translation>最相似优先</translation>
    </message>
    <message>
        <source>Most likely first</source>
        <translation>最可能优先</translation>
    </message>
    <message>
        <source>By falling confidence</source>
        <translation>置信度从高到低</translation>
    </message>
    <message>
        <source>Most uncertain first</source>
        <translation>最不确定优先</translation>
    </message>
    <message>
        <source>What teaches the ranking most</source>
        <translation>对排序最有教益的</translation>
    </message>
    <message>
        <source>Best yield first</source>
        <translation>收益最高优先</translation>
    </message>
    <message>
        <source>Images with most left to accept, one after the other</source>
        <translation>待接受最多的图像，一幅接一幅</translation>
    </message>
    <message>
        <source>By cluster</source>
        <translation>按聚类</translation>
    </message>
    <message>
        <source>Cluster by cluster, from its centre outwards</source>
        <translation>逐个聚类，由中心向外</translation>
    </message>
    <message>
        <source>By image</source>
        <translation>按图像</translation>
    </message>
    <message>
        <source>Image by image, by falling confidence</source>
        <translation>逐幅图像，置信度从高到低</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>An unbiased look at all of them</source>
        <translation>不带偏向地查看全部</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>How far the confidence can be believed</source>
        <translation>置信度可信到什么程度</translation>
    </message>
    <message>
        <source>Learned from %1 decisions</source>
        <translation>从 %1 个判定中学习</translation>
    </message>
    <message>
        <source>Accept %1 above %2</source>
        <translation>接受 %2 以上的 %1 个</translation>
    </message>
    <message>
        <source>None above %1</source>
        <translation>%1 以上没有</translation>
    </message>
    <message>
        <source>Discovery</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Round %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>聚类</translation>
    </message>
    <message>
        <source>Round %1 (rolled back)</source>
        <translation>第 %1 轮（已回退）</translation>
    </message>
    <message>
        <source>No category</source>
        <translation>无类别</translation>
    </message>
    <message>
        <source>Those of all rounds</source>
        <translation>包括所有轮次</translation>
    </message>
    <message>
        <source>Used in round</source>
        <translation>用于轮次</translation>
    </message>
    <message>
        <source>Accepts the undecided candidates of this filter at or above the threshold, after a sample has proved that they are right; of several at the same place the best one. One step of undo.</source>
        <translation>在样本证明其正确之后，接受此筛选中不低于阈值的未判定候选；同一位置有多个时取最好的。可一步撤销。</translation>
    </message>
    <message>
        <source>Their mean confidence. An audit says what can be proved.</source>
        <translation>它们的平均置信度。能证明多少由抽检给出。</translation>
    </message>
    <message>
        <source>Reorder (%1 moved)</source>
        <translation>重新排序（%1 个有变动）</translation>
    </message>
    <message>
        <source>Shows the list in the order of the new confidences, in which %1 masks moved</source>
        <translation>按新的置信度排列列表，其中 %1 个掩码有变动</translation>
    </message>
    <message>
        <source>about %1 % of them right (estimate)</source>
        <translation>其中约 %1 % 正确（估计）</translation>
    </message>
    <message>
        <source>The masks of this round; accepted ones of earlier rounds are listed under Accepted</source>
        <translation>本轮的掩码；之前各轮中已接受的列在“已接受”下</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::FilterRow</name>
    <message>
        <source>%1 masks</source>
        <translation>%1 个掩码</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::FolderProbe</name>
    <message>
        <source>%1: empty file</source>
        <translation>%1：空文件</translation>
    </message>
    <message>
        <source>%1: can&apos;t be read as an image</source>
        <translation>%1：无法作为图像读取</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::HistoryDelegate</name>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>replaced</source>
        <translation>已被取代</translation>
    </message>
    <message>
        <source>you are here</source>
        <translation>当前位置</translation>
    </message>
    <message>
        <source>1 mask</source>
        <translation>1 个掩码</translation>
    </message>
    <message>
        <source>%1 masks</source>
        <translation>%1 个掩码</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>已撤销</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::HistoryModel</name>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1，%2，%3</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::HistoryPanel</name>
    <message>
        <source>Commands, newest first</source>
        <translation>操作，最新在前</translation>
    </message>
    <message>
        <source>Hide the history</source>
        <translation>隐藏历史</translation>
    </message>
    <message>
        <source>Search: what, or who</source>
        <translation>搜索：内容或操作者</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>搜索历史</translation>
    </message>
    <message>
        <source>Nothing was decided yet. Every verdict, name and edit is listed here.</source>
        <translation>还没有判定。每个判定、命名和编辑都列在这里。</translation>
    </message>
    <message>
        <source>Nothing with “%1” in its text or author.</source>
        <translation>没有内容或操作者包含“%1”的记录。</translation>
    </message>
    <message>
        <source>Choose a step to go back to</source>
        <translation>选择要回到的步骤</translation>
    </message>
    <message>
        <source>You are here</source>
        <translation>当前位置</translation>
    </message>
    <message>
        <source>Replaced by what was done after it</source>
        <translation>已被之后的操作取代</translation>
    </message>
    <message>
        <source>Redo up to here</source>
        <translation>重做到此处</translation>
    </message>
    <message>
        <source>Go back to here</source>
        <translation>回到此处</translation>
    </message>
    <message>
        <source>In one step (Ctrl+Enter); nothing is lost, it can be done again</source>
        <translation>一步完成 (Ctrl+Enter)；不会丢失任何内容，可以重做</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Show its masks</source>
        <translation>显示其掩码</translation>
    </message>
    <message>
        <source>Undo all of today</source>
        <translation>撤销今天的所有操作</translation>
    </message>
    <message>
        <source>Go back to before this day</source>
        <translation>回到这一天之前</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ImageCanvas</name>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ImagePresenter</name>
    <message>
        <source>1 mask</source>
        <translation>1 个掩码</translation>
    </message>
    <message>
        <source>%1 masks</source>
        <translation>%1 个掩码</translation>
    </message>
    <message>
        <source>%1 of %2 masks</source>
        <translation>第 %1 个掩码，共 %2 个</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ImageView</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Back to the grid</source>
        <translation>返回网格</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>上一幅图像</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>下一幅图像</translation>
    </message>
    <message>
        <source>Zoom out (Ctrl+-)</source>
        <translation>缩小 (Ctrl+-)</translation>
    </message>
    <message>
        <source>Zoom in (Ctrl++)</source>
        <translation>放大 (Ctrl++)</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <source>Zoom to the mask</source>
        <translation>缩放到掩码</translation>
    </message>
    <message>
        <source>Outline and fill</source>
        <translation>轮廓和填充</translation>
    </message>
    <message>
        <source>Outline only</source>
        <translation>仅轮廓</translation>
    </message>
    <message>
        <source>No masks</source>
        <translation>不显示掩码</translation>
    </message>
    <message>
        <source>Strength of the fill</source>
        <translation>填充强度</translation>
    </message>
    <message>
        <source>Overlay opacity</source>
        <translation>叠加不透明度</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ImageWall</name>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::InspectorPanel</name>
    <message>
        <source>Inspector</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Confidence (estimate)</source>
        <translation>置信度（估计）</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Relabel</source>
        <translation>改类别</translation>
    </message>
    <message>
        <source>Suggested</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Take it. The nearest decided masks say so; it is no decision until you take it.</source>
        <translation>采用它。最近的已判定掩码如此提示；在您采用之前它不是判定。</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>聚类</translation>
    </message>
    <message>
        <source>Show only this cluster</source>
        <translation>只显示此聚类</translation>
    </message>
    <message>
        <source>Why it stands here</source>
        <translation>为何排在这里</translation>
    </message>
    <message>
        <source>Score of its method</source>
        <translation>其方法的分数</translation>
    </message>
    <message>
        <source>Edges along the outline</source>
        <translation>沿轮廓的边缘</translation>
    </message>
    <message>
        <source>Outline closed by edges</source>
        <translation>轮廓被边缘闭合</translation>
    </message>
    <message>
        <source>Unlike its surround</source>
        <translation>与周围不同</translation>
    </message>
    <message>
        <source>Looks that agree</source>
        <translation>多次查看一致</translation>
    </message>
    <message>
        <source>Compactness</source>
        <translation>紧致度</translation>
    </message>
    <message>
        <source>Share of its box</source>
        <translation>占边界框的比例</translation>
    </message>
    <message>
        <source>Share of the image</source>
        <translation>占图像的比例</translation>
    </message>
    <message>
        <source>Away from the middle</source>
        <translation>远离中心</translation>
    </message>
    <message>
        <source>Outline on the border</source>
        <translation>边界上的轮廓</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 × %2 px, %3 px of mask
%4
%5</source>
        <translation>%1 × %2 像素，掩码 %3 像素
%4
%5</translation>
    </message>
    <message>
        <source>Discovery, %1</source>
        <translation>发现，%1</translation>
    </message>
    <message>
        <source>Round %1, %2</source>
        <translation>第 %1 轮，%2</translation>
    </message>
    <message>
        <source>%1, %2 %</source>
        <translation>%1，%2 %</translation>
    </message>
    <message>
        <source> as %1</source>
        <translation> 为 %1</translation>
    </message>
    <message>
        <source>, mask edited (%1)</source>
        <translation>，掩码已编辑（%1）</translation>
    </message>
    <message>
        <source>%1  %2, %3</source>
        <translation>%1  %2，%3</translation>
    </message>
    <message>
        <source>No decision yet.</source>
        <translation>还没有判定。</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>with its cluster</source>
        <translation>随聚类</translation>
    </message>
    <message>
        <source>above a threshold</source>
        <translation>高于阈值</translation>
    </message>
    <message>
        <source>from a file</source>
        <translation>来自文件</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>from an earlier round</source>
        <translation>来自较早的轮次</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>done again</source>
        <translation>已重做</translation>
    </message>
    <message>
        <source>A verdict applies to all of them and is one step of undo.</source>
        <translation>判定作用于全部，可一步撤销。</translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation>未选择</translation>
    </message>
    <message>
        <source>Click a mask in the grid, or press an arrow key.</source>
        <translation>单击网格中的掩码，或按方向键。</translation>
    </message>
    <message>
        <source>What this mask was in the training of a round, and why</source>
        <translation>此掩码在某轮训练中的角色及原因</translation>
    </message>
    <message>
        <source>↑ more of it than in most decided masks, ↓ less</source>
        <translation>↑ 比多数已判定的掩码多，↓ 少</translation>
    </message>
    <message>
        <source>none, press %1</source>
        <translation>无，请按 %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln masks selected</source>
        <translation>
            <numerusform>已选择 %Ln 个掩码</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::IssueModel</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::JobController</name>
    <message>
        <source>Failed before: %1</source>
        <translation>之前失败：%1</translation>
    </message>
    <message>
        <source>Interrupted before its end; what was finished is kept</source>
        <translation>在结束前被中断；已完成的保留</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1失败：%2</translation>
    </message>
    <message>
        <source>%1: stopped; Resume in the jobs panel goes on</source>
        <translation>%1：已停止；任务面板中的“继续”可接着进行</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>%1: %2; files that could not be used: %3</source>
        <translation>%1：%2；无法使用的文件：%3</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::JobQueue</name>
    <message>
        <source>Stopping: finishes what is begun</source>
        <translation>正在停止：先完成已开始的部分</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::JobRow</name>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>%1/min</source>
        <translation>%1/分</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 中的 %1</translation>
    </message>
    <message>
        <source>%1 left (estimate)</source>
        <translation>剩余 %1（估计）</translation>
    </message>
    <message>
        <source>waits for the job before it</source>
        <translation>等待前一个任务</translation>
    </message>
    <message>
        <source>finished; images with problems: %1</source>
        <translation>完成；有问题的图像：%1</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cancelled; what was found is kept</source>
        <translation>已取消；已发现的保留</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>显示日志</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::JobsPanel</name>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>No jobs</source>
        <translation>没有任务</translation>
    </message>
    <message>
        <source>Discovery, rounds and exports run here in the background. You can go on reviewing meanwhile.</source>
        <translation>发现、训练轮次和导出在后台运行。其间您可以继续审阅。</translation>
    </message>
    <message>
        <source>Hide the jobs</source>
        <translation>隐藏任务</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::KeyOverlay</name>
    <message>
        <source>1 to 9</source>
        <translation>1 到 9</translation>
    </message>
    <message>
        <source>Give category 1 to 9</source>
        <translation>指定类别 1 到 9</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::KeyRecorder</name>
    <message>
        <source>Press a key…</source>
        <translation>请按键…</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::LossChart</name>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Loss curves</source>
        <translation>损失曲线</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::MainWindow</name>
    <message>
        <source>%1 - Maskwright</source>
        <translation>%1 - Maskwright</translation>
    </message>
    <message>
        <source>Discard and change</source>
        <translation>放弃并更改</translation>
    </message>
    <message>
        <source>A job is running: %1</source>
        <translation>有任务正在运行：%1</translation>
    </message>
    <message>
        <source>It stops when the project is closed. What it has finished is kept, and Resume goes on from there.</source>
        <translation>关闭项目时它会停止。已完成的部分保留，“继续”可从那里接着进行。</translation>
    </message>
    <message>
        <source>The mask in the editor has changes</source>
        <translation>编辑器中的掩码有改动</translation>
    </message>
    <message>
        <source>Discard and close</source>
        <translation>放弃并关闭</translation>
    </message>
    <message>
        <source>Stop it and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>Discard and quit</source>
        <translation>放弃并退出</translation>
    </message>
    <message>
        <source>Stop it and quit</source>
        <translation>停止并退出</translation>
    </message>
    <message>
        <source>Maskwright - stopping the running job</source>
        <translation>Maskwright - 正在停止运行中的任务</translation>
    </message>
    <message>
        <source>They are not accepted yet and would be lost.</source>
        <translation>它们尚未接受，将会丢失。</translation>
    </message>
    <message>
        <source>They are not accepted yet (%1 accepts them) and would be lost.</source>
        <translation>它们尚未接受（%1 接受），将会丢失。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::MapLegend</name>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>Select these (Shift: as well)</source>
        <translation>选择这些（Shift：追加）</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::MapWorkspace</name>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Colour of the points</source>
        <translation>点的颜色</translation>
    </message>
    <message>
        <source>Older than the masks</source>
        <translation>早于现有掩码</translation>
    </message>
    <message>
        <source>Make the map again</source>
        <translation>重新生成嵌入图</translation>
    </message>
    <message>
        <source>Show in grid</source>
        <translation>在网格中显示</translation>
    </message>
    <message>
        <source>Review the selected masks (Enter)</source>
        <translation>审阅所选掩码（回车）</translation>
    </message>
    <message>
        <source>%1 masks</source>
        <translation>%1 个掩码</translation>
    </message>
    <message>
        <source>trustworthiness %1</source>
        <translation>可信度 %1</translation>
    </message>
    <message>
        <source>How far neighbours on the map are neighbours among the embeddings (15 nearest): 1 = all are, 0.5 = by chance</source>
        <translation>图上的近邻在多大程度上也是嵌入空间中的近邻（最近的 15 个）：1 = 全部，0.5 = 随机</translation>
    </message>
    <message>
        <source>The map is being made</source>
        <translation>正在生成嵌入图</translation>
    </message>
    <message>
        <source>%1 shows how far it is.</source>
        <translation>%1显示进度。</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>No masks yet</source>
        <translation>还没有掩码</translation>
    </message>
    <message>
        <source>The map shows masks as points, near ones alike.</source>
        <translation>嵌入图把掩码显示为点，相似的靠在一起。</translation>
    </message>
    <message>
        <source>Find masks</source>
        <translation>发现掩码</translation>
    </message>
    <message>
        <source>Nothing to lay out</source>
        <translation>没有可布局的内容</translation>
    </message>
    <message>
        <source>The masks of this round have no embeddings. Masks that were found here have them, imported ones get them in a training round.</source>
        <translation>本轮的掩码没有嵌入。在此发现的掩码有嵌入，导入的掩码在训练轮次中获得嵌入。</translation>
    </message>
    <message>
        <source>No map yet</source>
        <translation>还没有嵌入图</translation>
    </message>
    <message>
        <source>It lays the masks out as points, near ones alike: select a patch of them and decide at once.</source>
        <translation>它把掩码布局为点，相似的靠在一起：圈选一片即可一次判定。</translation>
    </message>
    <message>
        <source>Make the map</source>
        <translation>生成嵌入图</translation>
    </message>
    <message>
        <source>Move to…</source>
        <translation>移到…</translation>
    </message>
    <message>
        <source>Split off</source>
        <translation>拆出</translation>
    </message>
    <message>
        <source>Move the selected masks to another cluster</source>
        <translation>把所选掩码移到另一个聚类</translation>
    </message>
    <message>
        <source>Make a new cluster of the selected masks</source>
        <translation>用所选掩码新建聚类</translation>
    </message>
    <message>
        <source>Drag: lasso  ·  Shift: select as well  ·  Right drag: move the map  ·  Wheel: zoom  ·  Esc: select nothing</source>
        <translation>拖动：套索 · Shift：加入选择 · 右键拖动：移动 · 滚轮：缩放 · Esc：取消选择</translation>
    </message>
    <message>
        <source>%1 selected, all decided</source>
        <translation>已选 %1 个，均已判定</translation>
    </message>
    <message>
        <source>%1 just decided of %2</source>
        <translation>%2 个中刚判定 %1 个</translation>
    </message>
    <message>
        <source>Some of the %1 masks that a verdict is for</source>
        <translation>判定所针对的 %1 个掩码中的一部分</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::MaskEditor</name>
    <message>
        <source>Mask editor</source>
        <translation>掩码编辑器</translation>
    </message>
    <message>
        <source>This needs the picture, which can&apos;t be read.</source>
        <translation>这需要图像，但图像无法读取。</translation>
    </message>
    <message>
        <source>The picture is still being read.</source>
        <translation>图像仍在读取中。</translation>
    </message>
    <message>
        <source>fill holes</source>
        <translation>填充孔洞</translation>
    </message>
    <message>
        <source>remove specks</source>
        <translation>去除碎点</translation>
    </message>
    <message>
        <source>snap to edges</source>
        <translation>贴合边缘</translation>
    </message>
    <message>
        <source>GrabCut</source>
        <translation>GrabCut</translation>
    </message>
    <message>
        <source>%1 …</source>
        <translation>%1…</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1：%2。</translation>
    </message>
    <message>
        <source>unite</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>subtract</source>
        <translation>减去</translation>
    </message>
    <message>
        <source>intersect</source>
        <translation>求交</translation>
    </message>
    <message>
        <source>Back to the mask as it was found.</source>
        <translation>恢复为发现时的掩码。</translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation>已撤销：%1</translation>
    </message>
    <message>
        <source>Done again: %1</source>
        <translation>已重做：%1</translation>
    </message>
    <message>
        <source>A polygon needs three corners.</source>
        <translation>多边形至少需要三个顶点。</translation>
    </message>
    <message>
        <source>Nothing is drawn yet.</source>
        <translation>还没有绘制任何内容。</translation>
    </message>
    <message>
        <source>%1 stopped.</source>
        <translation>%1已停止。</translation>
    </message>
    <message>
        <source>none is near</source>
        <translation>附近没有</translation>
    </message>
    <message>
        <source>Accept the mask</source>
        <translation>接受掩码</translation>
    </message>
    <message>
        <source>Accept the edit</source>
        <translation>接受编辑</translation>
    </message>
    <message>
        <source>Accept as it is</source>
        <translation>原样接受</translation>
    </message>
    <message>
        <source>Area %1 px</source>
        <translation>面积 %1 像素</translation>
    </message>
    <message>
        <source> (%1%2 %)</source>
        <translation>（%1%2 %）</translation>
    </message>
    <message>
        <source>  ·  IoU with before %1</source>
        <translation>  ·  与之前的 IoU %1</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>Show the mask as it was, while held</source>
        <translation>按住时显示原来的掩码</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>The mask has changes that are not accepted.</source>
        <translation>掩码有尚未接受的改动。</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>%1 is still at work; leaving stops it</source>
        <translation>%1仍在进行；离开则停止</translation>
    </message>
    <message>
        <source>The mask is empty. Leave; if it is none: %1.</source>
        <translation>掩码为空。请离开；如果这不是物体：%1。</translation>
    </message>
    <message>
        <source>Not an object</source>
        <translation>非物体</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::NameEditDelegate</name>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::OverviewWorkspace</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>聚类</translation>
    </message>
    <message>
        <source>Acceptance by cluster</source>
        <translation>各聚类的接受率</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Acceptance by category</source>
        <translation>各类别的接受率</translation>
    </message>
    <message>
        <source>Calibration of the confidence</source>
        <translation>置信度校准</translation>
    </message>
    <message>
        <source>Size of masks</source>
        <translation>掩码大小</translation>
    </message>
    <message>
        <source>Share of the image, logarithmic. Line: all masks; bars: accepted ones.</source>
        <translation>占图像的比例（对数）。折线：全部掩码；柱：已接受的。</translation>
    </message>
    <message>
        <source>Place of masks in the image</source>
        <translation>掩码在图像中的位置</translation>
    </message>
    <message>
        <source>Review what is undecided</source>
        <translation>审阅未判定的</translation>
    </message>
    <message>
        <source>Look for near-duplicates</source>
        <translation>查找近重复图像</translation>
    </message>
    <message>
        <source>Compares a fingerprint of every picture; each is computed once</source>
        <translation>比较每幅图像的指纹；每个指纹只计算一次</translation>
    </message>
    <message>
        <source>Back (Esc)</source>
        <translation>返回 (Esc)</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Looks for new and changed images; unreadable ones are read anew</source>
        <translation>查找新增和改动的图像；无法读取的会重新读取</translation>
    </message>
    <message>
        <source>Unreadable images</source>
        <translation>无法读取的图像</translation>
    </message>
    <message>
        <source>No masks yet</source>
        <translation>还没有掩码</translation>
    </message>
    <message>
        <source>Find masks first; then their numbers appear here.</source>
        <translation>请先发现掩码；之后这里会显示统计。</translation>
    </message>
    <message>
        <source>%1 % decided</source>
        <translation>已判定 %1 %</translation>
    </message>
    <message>
        <source>%1 of %2 masks decided, %3 accepted, %4 to go</source>
        <translation>%2 个掩码中已判定 %1 个，接受 %3 个，剩余 %4 个</translation>
    </message>
    <message>
        <source>Round %1: %2</source>
        <translation>第 %1 轮：%2</translation>
    </message>
    <message>
        <source>Every mask is decided.</source>
        <translation>所有掩码都已判定。</translation>
    </message>
    <message>
        <source>No pace is known yet: it is measured while you review.</source>
        <translation>还不知道速度：审阅时会测量。</translation>
    </message>
    <message>
        <source>Confidence and what was accepted differ by %1 on average, over %2 decided masks (Brier score %3; %4 without learning).</source>
        <translation>置信度与实际接受率平均相差 %1，基于 %2 个已判定掩码（Brier 分数 %3；不学习时为 %4）。</translation>
    </message>
    <message>
        <source>Not known yet: it takes some dozens of decisions, accepted and rejected, and an ordering that learned from them.</source>
        <translation>尚不可知：需要几十个判定（有接受也有拒绝），以及从中学习过的排序。</translation>
    </message>
    <message numerus="yes">
        <source>%n images</source>
        <translation>
            <numerusform>%n 幅图像</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>%n files are gone</source>
        <translation>
            <numerusform>%n 个文件已不在</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without masks</source>
        <translation>
            <numerusform>%n 幅没有掩码</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without an accepted mask</source>
        <translation>
            <numerusform>%n 幅没有已接受的掩码</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unreadable</source>
        <translation>
            <numerusform>%n 幅无法读取</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n near-duplicates in %1</source>
        <translation>
            <numerusform>%1中有 %n 幅近重复图像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n groups</source>
        <translation>
            <numerusform>%n 组</numerusform>
        </translation>
    </message>
    <message>
        <source>Near-duplicates: not looked for yet</source>
        <translation>近重复图像：尚未查找</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>largest</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>same file</source>
        <translation>同一文件</translation>
    </message>
    <message>
        <source>Enter or a double click shows the image&apos;s masks</source>
        <translation>回车或双击显示该图像的掩码</translation>
    </message>
    <message>
        <source>Images without masks</source>
        <translation>没有掩码的图像</translation>
    </message>
    <message>
        <source>Enter or a double click opens the file</source>
        <translation>回车或双击打开文件</translation>
    </message>
    <message>
        <source>Images without an accepted mask</source>
        <translation>没有已接受掩码的图像</translation>
    </message>
    <message>
        <source>Near-duplicate images</source>
        <translation>近重复图像</translation>
    </message>
    <message>
        <source>A coloured line joins copies of one picture. %1</source>
        <translation>彩色线连接同一图像的各个副本。%1</translation>
    </message>
    <message>
        <source>There are none</source>
        <translation>没有</translation>
    </message>
    <message>
        <source>Esc leads back to the overview.</source>
        <translation>Esc 返回概览。</translation>
    </message>
    <message>
        <source>They are left out; everything else goes on</source>
        <translation>它们被略去；其余一切照常</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Masks an hour</source>
        <translation>每小时掩码数</translation>
    </message>
    <message>
        <source>About %1 minutes left at %2 masks an hour: an estimate from the last session, pauses left out.</source>
        <translation>按每小时 %2 个掩码，约剩 %1 分钟：根据最近一次审阅估计，不计停顿。</translation>
    </message>
    <message>
        <source>About %1 hours left at %2 masks an hour: an estimate from the last session, pauses left out.</source>
        <translation>按每小时 %2 个掩码，约剩 %1 小时：根据最近一次审阅估计，不计停顿。</translation>
    </message>
    <message>
        <source>; %1 were accepted in earlier rounds</source>
        <translation>；早先轮次已接受 %1 个</translation>
    </message>
    <message>
        <source>looks the same</source>
        <translation>看起来相同</translation>
    </message>
    <message>
        <source>very close</source>
        <translation>非常接近</translation>
    </message>
    <message>
        <source>close</source>
        <translation>接近</translation>
    </message>
    <message>
        <source>Review this group</source>
        <translation>审阅这一组</translation>
    </message>
    <message>
        <source>Shows the masks of all copies of the current picture together</source>
        <translation>一起显示当前图片所有副本的掩码</translation>
    </message>
    <message>
        <source>No near-duplicates</source>
        <translation>没有近似重复</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PaceChart</name>
    <message>
        <source>Masks decided an hour, by session</source>
        <translation>各次审阅每小时判定的掩码数</translation>
    </message>
    <message>
        <source>%1 an hour</source>
        <translation>每小时 %1 个</translation>
    </message>
    <message>
        <source>%1: %2 masks, %3</source>
        <translation>%1：%2 个掩码，%3</translation>
    </message>
    <message>
        <source>Masks that people decided, per hour of reviewing. Of a decision on many masks, as many count as can be looked at; what was undone does not count.</source>
        <translation>每小时审阅中由人判定的掩码数。一次判定许多掩码时，只计来得及查看的数量；已撤销的不计。</translation>
    </message>
    <message>
        <source>No session with %1 decisions or more yet</source>
        <translation>还没有含 %1 次或更多判定的审阅时段</translation>
    </message>
    <message>
        <source>One session so far: %1 masks from %2 to %3. Further ones make a curve.</source>
        <translation>目前只有一个时段：%2 至 %3，共 %1 个掩码。有更多时段后显示曲线。</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>最高%1</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PickerPopup</name>
    <message>
        <source>Choices</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Enter takes it, Escape leaves everything as it is</source>
        <translation>Enter 采用，Esc 保持原样</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PictureStrip</name>
    <message>
        <source>Some of the pictures</source>
        <translation>部分图像</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PlaceMap</name>
    <message>
        <source>Masks by place in the image</source>
        <translation>掩码在图像中的位置分布</translation>
    </message>
    <message>
        <source>Centres in the middle quarter of the image: %1 % of all masks, %2 % of the accepted ones</source>
        <translation>中心位于图像中央四分之一：全部掩码的 %1 %，已接受的 %2 %</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>Pages of the preferences</source>
        <translation>首选项页面</translation>
    </message>
    <message>
        <source>Interface</source>
        <translation>界面</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>High-contrast outlines</source>
        <translation>高对比度轮廓</translation>
    </message>
    <message>
        <source>Reduced motion</source>
        <translation>减少动态效果</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>Takes effect when this dialog is closed. Jobs go on.</source>
        <translation>关闭此对话框时生效。任务继续进行。</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Size</source>
        <translation>大小(&amp;S)</translation>
    </message>
    <message>
        <source>Of the whole interface, from the next start on.</source>
        <translation>整个界面的大小，下次启动时生效。</translation>
    </message>
    <message>
        <source>Masks get a thicker outline with a wider dark halo.</source>
        <translation>掩码轮廓更粗，暗色光晕更宽。</translation>
    </message>
    <message>
        <source>Nothing moves by itself: what would slide or fade changes at once.</source>
        <translation>没有自行移动的内容：原本滑动或淡入淡出的变化立即完成。</translation>
    </message>
    <message>
        <source>Keys belong to an open project</source>
        <translation>快捷键属于打开的项目</translation>
    </message>
    <message>
        <source>Open one, then look at its preferences to see and change them.</source>
        <translation>打开一个项目，然后在其首选项中查看和更改。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PretrainDialog</name>
    <message>
        <source>Features that tell one place of a picture from another: good for finding single objects. Useful after minutes.</source>
        <translation>能区分图像中不同位置的特征：适合发现单个物体。几分钟后即可使用。</translation>
    </message>
    <message>
        <source>Prototypes that all images share: good for semantic maps and for grouping parts. Wants many images and more time.</source>
        <translation>所有图像共有的原型：适合语义图和对部件分组。需要许多图像和更多时间。</translation>
    </message>
    <message>
        <source>Pre-train on this collection</source>
        <translation>在此图像集上预训练</translation>
    </message>
    <message numerus="yes">
        <source>This collection has %n images. Below about %1, prototypes follow colour and texture, not kinds of things: clusters by k-means (Find masks makes them) are the better choice. You can train all the same.</source>
        <translation>
            <numerusform>此图像集有 %n 幅图像。少于约 %1 幅时，原型反映的是颜色和纹理，而不是物体种类：k-means 聚类（由“发现掩码”生成）是更好的选择。您仍然可以训练。</numerusform>
        </translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>骨干网络</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Pre-train</source>
        <translation>预训练</translation>
    </message>
    <message>
        <source>Learns without labels. Afterwards make semantic maps, or find masks with Slots. Masks and maps found before stay.</source>
        <translation>无需标签即可学习。之后可生成语义图，或用槽位发现掩码。之前的掩码和语义图都保留。</translation>
    </message>
    <message>
        <source>Learns without labels. Masks found before stay; find masks again to use the new features.</source>
        <translation>无需标签即可学习。之前发现的掩码都保留；重新发现掩码即可使用新特征。</translation>
    </message>
    <message>
        <source>A vision transformer from nothing, for attention masks and MaskCut. For thousands of images, and a GPU or a night.</source>
        <translation>从零训练视觉 Transformer，用于注意力掩码和 MaskCut。适合数千幅图像，需要 GPU 或一整夜。</translation>
    </message>
    <message>
        <source>ViT-Tiny (fast)</source>
        <translation>ViT-Tiny（快）</translation>
    </message>
    <message>
        <source>ViT-Small (as published)</source>
        <translation>ViT-Small（按论文所述）</translation>
    </message>
    <message numerus="yes">
        <source>This collection has %n images. Below about %1, a transformer learns little from nothing: published DINO weights (Backbones) or DenseCL are the better choice. You can train all the same.</source>
        <translation>
            <numerusform>此图像集有 %n 幅图像。少于约 %1 幅时，Transformer 从零学不到多少：已发布的 DINO 权重（骨干网络）或 DenseCL 是更好的选择。您仍然可以训练。</numerusform>
        </translation>
    </message>
    <message>
        <source>Learns without labels. Afterwards find masks with Attention or MaskCut. Masks found before stay.</source>
        <translation>无需标签即可学习。之后可用注意力或 MaskCut 发现掩码。之前发现的掩码都保留。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ProjectController</name>
    <message>
        <source>Folder of images</source>
        <translation>图像文件夹</translation>
    </message>
    <message>
        <source>Project folder (NAME.maskwright)</source>
        <translation>项目文件夹（NAME.maskwright）</translation>
    </message>
    <message>
        <source>%1 holds no project. Choose a folder that ends in .maskwright, or open a folder of images.</source>
        <translation>%1 中没有项目。请选择以 .maskwright 结尾的文件夹，或打开图像文件夹。</translation>
    </message>
    <message>
        <source>%1 is not a folder</source>
        <translation>%1 不是文件夹</translation>
    </message>
    <message>
        <source>Pre-train a ResNet-18 on these images with DenseCL (no weights are there yet), then find masks with Free Mask (FreeSOLO) and a merge tree at 512 px, group and rank them. You can review as soon as it ends, and stop it at any time.</source>
        <translation>用 DenseCL 在这些图像上预训练 ResNet-18（还没有权重），然后在 512 像素下用 Free Mask（FreeSOLO）和合并树发现掩码，并聚类和排序。结束后即可审阅，随时可以停止。</translation>
    </message>
    <message>
        <source>No images in %1. JPEG, PNG, TIFF, BMP and WebP files are looked for, also in its sub-folders.</source>
        <translation>%1 中没有图像。查找 JPEG、PNG、TIFF、BMP 和 WebP 文件，包括子文件夹。</translation>
    </message>
    <message>
        <source>Looking for images in %1</source>
        <translation>正在 %1 中查找图像</translation>
    </message>
    <message>
        <source>Rendering the sample collection</source>
        <translation>正在渲染示例图像集</translation>
    </message>
    <message>
        <source>Less than a minute on this computer (estimate).</source>
        <translation>在这台计算机上不到一分钟（估计）。</translation>
    </message>
    <message numerus="yes">
        <source>About %n min on this computer (estimate).</source>
        <translation>
            <numerusform>在这台计算机上约 %n 分钟（估计）。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>About %n hours on this computer (estimate).</source>
        <translation>
            <numerusform>在这台计算机上约 %n 小时（估计）。</numerusform>
        </translation>
    </message>
    <message>
        <source>Find masks with Free Mask (FreeSOLO) and a merge tree at 512 px, on the bundled ResNet-18 (trained on unlabelled photographs), then group and rank them. You can review as soon as it ends, and stop it at any time.</source>
        <translation>用 Free Mask (FreeSOLO) 和合并树在 512 px 下发现掩码，以自带的 ResNet-18（在无标注照片上训练）为骨干，然后分组并排序。结束后即可审阅，也可随时停止。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ProjectView</name>
    <message>
        <source>This project&apos;s newest: %1</source>
        <translation>本项目最新的：%1</translation>
    </message>
    <message>
        <source>Bundled: %1, unlabelled photographs</source>
        <translation>自带：%1，无标签照片</translation>
    </message>
    <message>
        <source>Added: %1</source>
        <translation>已添加：%1</translation>
    </message>
    <message>
        <source>This project&apos;s newest</source>
        <translation>本项目最新的</translation>
    </message>
    <message>
        <source>Bundled: %1</source>
        <translation>自带：%1</translation>
    </message>
    <message>
        <source>unlabelled photographs (DenseCL); it ships with the program</source>
        <translation>无标签照片（DenseCL）；随程序提供</translation>
    </message>
    <message>
        <source>Files that could not be used</source>
        <translation>无法使用的文件</translation>
    </message>
    <message>
        <source>Every file could be used so far.</source>
        <translation>到目前为止所有文件都可使用。</translation>
    </message>
    <message>
        <source>%1 from the map</source>
        <translation>来自嵌入图的 %1 个</translation>
    </message>
    <message>
        <source>Round %1 has new candidates.</source>
        <translation>第 %1 轮有新候选。</translation>
    </message>
    <message>
        <source>Review them</source>
        <translation>审阅它们</translation>
    </message>
    <message>
        <source>There are new candidates or a new order.</source>
        <translation>有新候选或新顺序。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>%1 was interrupted. What was finished is kept.</source>
        <translation>%1被中断。已完成的部分保留。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>撤销：%1</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>重做：%1</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查看</translation>
    </message>
    <message>
        <source>The folder of images is not there: %1. Masks and decisions are all kept; put it back to see the pictures again.</source>
        <translation>图像文件夹不在了：%1。掩码和判定都保留着；放回文件夹即可重新看到图像。</translation>
    </message>
    <message>
        <source>This round has no outline of these masks</source>
        <translation>本轮没有这些掩码的轮廓</translation>
    </message>
    <message numerus="yes">
        <source>%n images can be read again. Find masks searches them too.</source>
        <translation>
            <numerusform>%n 幅图像已可重新读取。“发现掩码”也会搜索它们。</numerusform>
        </translation>
    </message>
    <message>
        <source>Find masks…</source>
        <translation>发现掩码…</translation>
    </message>
    <message>
        <source>There are no masks on these images yet</source>
        <translation>这些图像上还没有掩码</translation>
    </message>
    <message>
        <source>%1 and its copies</source>
        <translation>%1 及其副本</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ProposalCard</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>%1 images, %2</source>
        <translation>%1 幅图像，%2</translation>
    </message>
    <message>
        <source>, %1 unreadable and left out</source>
        <translation>，%1 幅无法读取，已略去</translation>
    </message>
    <message>
        <source>Looking: %1</source>
        <translation>正在查找：%1</translation>
    </message>
    <message>
        <source>There is no JPEG, PNG, TIFF, BMP or WebP image in this folder or below it.</source>
        <translation>此文件夹及其子文件夹中没有 JPEG、PNG、TIFF、BMP 或 WebP 图像。</translation>
    </message>
    <message>
        <source>The project %1 exists and will be opened.</source>
        <translation>项目 %1 已存在，将打开它。</translation>
    </message>
    <message>
        <source>The project goes to %1. The images stay where they are.</source>
        <translation>项目将保存到 %1。图像留在原处。</translation>
    </message>
    <message>
        <source>Open the project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Find masks</source>
        <translation>发现掩码</translation>
    </message>
    <message>
        <source>1 image, %1</source>
        <translation>1 幅图像，%1</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PrototypeBar</name>
    <message>
        <source>Prototypes</source>
        <translation>原型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>命名</translation>
    </message>
    <message>
        <source>Name the current one</source>
        <translation>为当前原型命名</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Show all marked ones as one: the named one, else the largest</source>
        <translation>把所有标记的原型显示为一个：已命名的，否则最大的</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>Show merged ones as themselves again</source>
        <translation>把已合并的原型重新单独显示</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Its pixels count as unlabelled</source>
        <translation>其像素视为未标注</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>Its pixels count again</source>
        <translation>其像素重新计入</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back the newest edit of prototypes</source>
        <translation>撤回对原型的最近一次编辑</translation>
    </message>
    <message numerus="yes">
        <source>%n marked · Esc clears</source>
        <translation>
            <numerusform>已标记 %n 个 · Esc 清除</numerusform>
        </translation>
    </message>
    <message>
        <source>Space or Ctrl+click marks several</source>
        <translation>空格或 Ctrl+单击可标记多个</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PrototypeDelegate</name>
    <message>
        <source>&lt; 0.1 %</source>
        <translation>&lt; 0.1 %</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Name of the prototype</source>
        <translation>原型名称</translation>
    </message>
    <message>
        <source>+ %1 more</source>
        <translation>+ 另外 %1 个</translation>
    </message>
    <message>
        <source>+ %1</source>
        <translation>+ %1</translation>
    </message>
    <message>
        <source>%1 of pixels</source>
        <translation>占像素的 %1</translation>
    </message>
    <message>
        <source>off · %1 of pixels</source>
        <translation>已停用 · 占像素的 %1</translation>
    </message>
    <message>
        <source>1 image</source>
        <translation>1 幅图像</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 幅图像</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PrototypeModel</name>
    <message>
        <source>%1, switched off</source>
        <translation>%1，已停用</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>Prototype %1</source>
        <translation>原型 %1</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PrototypeWall</name>
    <message>
        <source>Prototypes</source>
        <translation>原型</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::PrototypeWorkspace</name>
    <message>
        <source>Make maps again</source>
        <translation>重新生成语义图</translation>
    </message>
    <message>
        <source>Train SlotCon…</source>
        <translation>训练 SlotCon…</translation>
    </message>
    <message>
        <source>Prototype %1 has no name now</source>
        <translation>原型 %1 现在没有名称</translation>
    </message>
    <message>
        <source>Prototype %1 is &quot;%2&quot;</source>
        <translation>原型 %1 为“%2”</translation>
    </message>
    <message>
        <source>Mark at least two prototypes to merge (Space)</source>
        <translation>至少标记两个原型才能合并（空格）</translation>
    </message>
    <message>
        <source>%1 prototypes are shown as &quot;%2&quot;</source>
        <translation>%1 个原型显示为“%2”</translation>
    </message>
    <message>
        <source>Nothing is merged into it</source>
        <translation>没有合并到它的原型</translation>
    </message>
    <message>
        <source>Prototype %1 is shown as itself</source>
        <translation>原型 %1 单独显示</translation>
    </message>
    <message>
        <source>%1 prototypes are shown as themselves</source>
        <translation>%1 个原型单独显示</translation>
    </message>
    <message>
        <source>%1 prototypes</source>
        <translation>%1 个原型</translation>
    </message>
    <message>
        <source>%1: switched on</source>
        <translation>%1：已启用</translation>
    </message>
    <message>
        <source>%1: switched off</source>
        <translation>%1：已停用</translation>
    </message>
    <message>
        <source>No edit of prototypes to undo</source>
        <translation>没有可撤销的原型编辑</translation>
    </message>
    <message>
        <source>The newest edit of prototypes is undone</source>
        <translation>已撤销对原型的最近一次编辑</translation>
    </message>
    <message>
        <source>Name…</source>
        <translation>命名…</translation>
    </message>
    <message>
        <source>Merge the marked ones</source>
        <translation>合并标记的</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Split off all merged ones</source>
        <translation>拆分所有已合并的</translation>
    </message>
    <message>
        <source>Split off %1</source>
        <translation>拆分 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n prototypes</source>
        <translation>
            <numerusform>%n 个原型</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n named</source>
        <translation>
            <numerusform>%n 个已命名</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n merged</source>
        <translation>
            <numerusform>%n 个已合并</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n off</source>
        <translation>
            <numerusform>%n 个已停用</numerusform>
        </translation>
    </message>
    <message>
        <source>Semantic maps are being made</source>
        <translation>正在生成语义图</translation>
    </message>
    <message>
        <source>Prototypes appear here when the job is done; %1 shows how far it is.</source>
        <translation>任务完成后，原型会出现在这里；%1显示进度。</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Pre-training is running</source>
        <translation>正在预训练</translation>
    </message>
    <message>
        <source>After SlotCon has been trained, make semantic maps here. %1 shows how far it is.</source>
        <translation>SlotCon 训练完成后，请在此生成语义图。%1显示进度。</translation>
    </message>
    <message>
        <source>No semantic maps yet</source>
        <translation>还没有语义图</translation>
    </message>
    <message>
        <source>There is a SlotCon model. Make semantic maps with it: every pixel gets one of its prototypes, which you then name, merge or switch off.</source>
        <translation>已有 SlotCon 模型。用它生成语义图：每个像素得到一个原型，然后您可以命名、合并或停用。</translation>
    </message>
    <message>
        <source>Make semantic maps</source>
        <translation>生成语义图</translation>
    </message>
    <message>
        <source>Train SlotCon again…</source>
        <translation>重新训练 SlotCon…</translation>
    </message>
    <message>
        <source>No prototypes yet</source>
        <translation>还没有原型</translation>
    </message>
    <message>
        <source>Prototypes are kinds of regions that all images share, each a card here to name, merge or switch off. Train SlotCon on this collection, then make semantic maps; or let MaskDistill learn them from the masks and clusters that there are.</source>
        <translation>原型是所有图像共有的区域种类，每个在此为一张卡片，可命名、合并或停用。请在此图像集上训练 SlotCon，然后生成语义图；或让 MaskDistill 从现有掩码和聚类中学习。</translation>
    </message>
    <message>
        <source>Learn from masks (MaskDistill)</source>
        <translation>从掩码学习（MaskDistill）</translation>
    </message>
    <message>
        <source>Needs masks: find them first</source>
        <translation>需要掩码：请先发现掩码</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::RecentCard</name>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Take off this list; the project stays on the disk</source>
        <translation>从此列表移除；项目仍在磁盘上</translation>
    </message>
    <message>
        <source>Take %1 off this list</source>
        <translation>从此列表移除 %1</translation>
    </message>
    <message>
        <source>not found: %1</source>
        <translation>未找到：%1</translation>
    </message>
    <message>
        <source>%1 images, %2 masks</source>
        <translation>%1 幅图像，%2 个掩码</translation>
    </message>
    <message>
        <source>d MMM yyyy, HH:mm</source>
        <translation>yyyy年M月d日 HH:mm</translation>
    </message>
    <message>
        <source>%1 decided, %2</source>
        <translation>已判定 %1 个，%2</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ReliabilityChart</name>
    <message>
        <source>Reliability diagram</source>
        <translation>可靠性图</translation>
    </message>
    <message>
        <source>confidence %1: %2 % of %3 accepted</source>
        <translation>置信度 %1：%3 个中接受 %2 %</translation>
    </message>
    <message>
        <source>stated</source>
        <translation>声称</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>error %1</source>
        <translation>误差 %1</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ReviewController</name>
    <message>
        <source>This candidate belongs to no cluster yet</source>
        <translation>此候选还不属于任何聚类</translation>
    </message>
    <message>
        <source>Nothing undecided is left in %1</source>
        <translation>%1中没有未判定的了</translation>
    </message>
    <message>
        <source>accept %1 in %2</source>
        <translation>接受%2中的 %1 个</translation>
    </message>
    <message>
        <source>reject %1 in %2</source>
        <translation>拒绝%2中的 %1 个</translation>
    </message>
    <message>
        <source>relabel %1 in %2 as %3</source>
        <translation>将%2中的 %1 个改类别为 %3</translation>
    </message>
    <message>
        <source>Not saved: %1. What was on screen has been taken back.</source>
        <translation>未保存：%1。屏幕上的内容已撤回。</translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation>已撤销：%1</translation>
    </message>
    <message>
        <source>Done again: %1</source>
        <translation>已重做：%1</translation>
    </message>
    <message>
        <source>Nothing undecided is left in these clusters</source>
        <translation>这些聚类中没有未判定的了</translation>
    </message>
    <message>
        <source>1 step undone</source>
        <translation>已撤销 1 步</translation>
    </message>
    <message>
        <source>%1 steps undone</source>
        <translation>已撤销 %1 步</translation>
    </message>
    <message>
        <source>1 step done again</source>
        <translation>已重做 1 步</translation>
    </message>
    <message>
        <source>%1 steps done again</source>
        <translation>已重做 %1 步</translation>
    </message>
    <message>
        <source>Done: %1. %2 takes it back.</source>
        <translation>完成：%1。%2 可撤回。</translation>
    </message>
    <message>
        <source>The next verdict goes to the whole of %1 (%2 masks).</source>
        <translation>下一个判定作用于整个%1（%2 个掩码）。</translation>
    </message>
    <message>
        <source>%1 takes this back.</source>
        <translation>%1 取消。</translation>
    </message>
    <message>
        <source>Done: %1.</source>
        <translation>完成：%1。</translation>
    </message>
    <message>
        <source>%1; %2 decided before stay as they are</source>
        <translation>%1；之前已判定的 %2 个保持不变</translation>
    </message>
    <message>
        <source>The next verdict goes to the whole of %1 (%2 undecided of %3 masks).</source>
        <translation>下一次判定针对整个 %1（%3 个掩码中未判定的 %2 个）。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ReviewWorkspace</name>
    <message>
        <source>No clusters yet</source>
        <translation>还没有聚类</translation>
    </message>
    <message>
        <source>They are made when masks have been found.</source>
        <translation>发现掩码后会生成聚类。</translation>
    </message>
    <message>
        <source>Relabel the whole cluster</source>
        <translation>为整个聚类改类别</translation>
    </message>
    <message>
        <source>Relabel 1 mask</source>
        <translation>为 1 个掩码改类别</translation>
    </message>
    <message>
        <source>What is suggested differs between the selected masks: select those of one category (filter on the left).</source>
        <translation>所选掩码的建议类别不同：请选择同一类别的（左侧筛选）。</translation>
    </message>
    <message>
        <source>No category is suggested. A round with tuning makes suggestions.</source>
        <translation>没有建议类别。带微调的轮次会给出建议。</translation>
    </message>
    <message>
        <source>Looking for masks</source>
        <translation>正在发现掩码</translation>
    </message>
    <message>
        <source>They appear here when the search ends. %1 show how far it is.</source>
        <translation>查找结束后它们会出现在这里。%1显示进度。</translation>
    </message>
    <message>
        <source>The jobs on the right</source>
        <translation>右侧的任务</translation>
    </message>
    <message>
        <source>No masks yet</source>
        <translation>还没有掩码</translation>
    </message>
    <message>
        <source>Nothing was found or looked for in this collection so far.</source>
        <translation>到目前为止，此图像集中还没有发现或查找过任何内容。</translation>
    </message>
    <message>
        <source>Find masks</source>
        <translation>发现掩码</translation>
    </message>
    <message>
        <source>Nothing matches the filter</source>
        <translation>没有符合筛选的内容</translation>
    </message>
    <message>
        <source>Choose another verdict, category or cluster on the left.</source>
        <translation>请在左侧选择其他判定、类别或聚类。</translation>
    </message>
    <message>
        <source>Edit these</source>
        <translation>编辑这些</translation>
    </message>
    <message>
        <source>One after the other in the mask editor, from the first</source>
        <translation>在掩码编辑器中从第一个起逐个进行</translation>
    </message>
    <message>
        <source>Fix queue: all of these are fixed</source>
        <translation>待修队列：全部已修好</translation>
    </message>
    <message>
        <source>Fix queue: 1 mask with a real object and a poor outline</source>
        <translation>待修队列：1 个掩码是真实物体但轮廓不佳</translation>
    </message>
    <message>
        <source>Fix queue: %1 masks with a real object and a poor outline</source>
        <translation>待修队列：%1 个掩码是真实物体但轮廓不佳</translation>
    </message>
    <message>
        <source>Choose a mask to edit first</source>
        <translation>请先选择要编辑的掩码</translation>
    </message>
    <message>
        <source>Choose a mask of the image to draw on first</source>
        <translation>请先选择要绘制的图像上的一个掩码</translation>
    </message>
    <message>
        <source>Nothing undecided is left here</source>
        <translation>这里没有未判定的了</translation>
    </message>
    <message>
        <source>Open the image</source>
        <translation>打开图像</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>更多相似的</translation>
    </message>
    <message>
        <source>Like mask %1</source>
        <translation>与掩码 %1 相似</translation>
    </message>
    <message>
        <source>The ranking did not learn: %1</source>
        <translation>排序未能学习：%1</translation>
    </message>
    <message>
        <source>There is one round so far: start another to compare them</source>
        <translation>目前只有一轮：再开始一轮即可比较</translation>
    </message>
    <message>
        <source>Changed by: %1</source>
        <translation>更改者：%1</translation>
    </message>
    <message>
        <source>What round %1 trained on</source>
        <translation>第 %1 轮的训练内容</translation>
    </message>
    <message>
        <source>Move to another cluster…</source>
        <translation>移到另一聚类…</translation>
    </message>
    <message>
        <source>Nothing of this list is marked to fix later</source>
        <translation>此列表中没有标记为待修的</translation>
    </message>
    <message>
        <source>Go back to the grid first</source>
        <translation>请先返回网格</translation>
    </message>
    <message>
        <source>Nothing undecided is wholly on the screen</source>
        <translation>屏幕上没有完整显示的未判定掩码</translation>
    </message>
    <message>
        <source>Select the undecided on the screen</source>
        <translation>选中屏幕上未判定的掩码</translation>
    </message>
    <message>
        <source>Nothing undecided follows here</source>
        <translation>后面没有未判定的掩码</translation>
    </message>
    <message>
        <source>One image</source>
        <translation>一幅图像</translation>
    </message>
    <message>
        <source>Done: accept %1 above %2 by audit.</source>
        <translation>完成：经抽检接受 %1 个高于 %2 的掩码。</translation>
    </message>
    <message>
        <source>Done: accept %1 above %2 by audit. %3 takes it back.</source>
        <translation>完成：经抽检接受 %1 个高于 %2 的掩码。按 %3 撤回。</translation>
    </message>
    <message numerus="yes">
        <source>Relabel %Ln masks</source>
        <translation>
            <numerusform>给 %Ln 个掩码改类别</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::RoundActions</name>
    <message>
        <source>Goes on with it from where it stopped</source>
        <translation>从停止处继续</translation>
    </message>
    <message>
        <source>Review masks</source>
        <translation>审阅掩码</translation>
    </message>
    <message>
        <source>Its masks in the grid</source>
        <translation>在网格中显示其掩码</translation>
    </message>
    <message>
        <source>Trained on</source>
        <translation>训练内容</translation>
    </message>
    <message>
        <source>Shows the masks that it trained on, as what, and why</source>
        <translation>显示它用于训练的掩码、角色及原因</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Curves beside its own</source>
        <translation>并列曲线</translation>
    </message>
    <message>
        <source>Lays another round&apos;s curves, dashed, under these</source>
        <translation>以虚线在下方叠加另一轮的曲线</translation>
    </message>
    <message>
        <source>✓ Accepted</source>
        <translation>✓ 已采纳</translation>
    </message>
    <message>
        <source>Takes the mark away again</source>
        <translation>取消该标记</translation>
    </message>
    <message>
        <source>Marks it as good; nothing else changes</source>
        <translation>标记为良好；其他不变</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>回退</translation>
    </message>
    <message>
        <source>Its masks are the ones shown again</source>
        <translation>重新显示它的掩码</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>With the newest round before it that isn&apos;t rolled back, image by image</source>
        <translation>与其之前最新的未回退轮次逐幅图像比较</translation>
    </message>
    <message>
        <source>It and all rounds after it no longer count: the round before it is the one shown, exported and learned from again. Nothing is deleted: your decisions stay, accepted masks are still exported, and Restore or Undo brings it back.</source>
        <translation>该轮及其后的所有轮次不再计入：重新以前一轮用于显示、导出和学习。不会删除任何内容：您的判定保留，已接受的掩码仍会导出，“恢复”或撤销可将其带回。</translation>
    </message>
    <message>
        <source>This round alone</source>
        <translation>仅这一轮</translation>
    </message>
    <message>
        <source>With round %1 (dashed)</source>
        <translation>与第 %1 轮一起（虚线）</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::RoundCardButton</name>
    <message>
        <source>Discovery</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Round %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>trained on %1 + and %2 −</source>
        <translation>用 %1 个正例和 %2 个负例训练</translation>
    </message>
    <message>
        <source>no label used</source>
        <translation>未使用标签</translation>
    </message>
    <message>
        <source>masks</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>, accepted</source>
        <translation>，已采纳</translation>
    </message>
    <message>
        <source>, rolled back</source>
        <translation>，已回退</translation>
    </message>
    <message>
        <source>✓ accepted</source>
        <translation>✓ 已采纳</translation>
    </message>
    <message>
        <source>↶ rolled back</source>
        <translation>↶ 已回退</translation>
    </message>
    <message>
        <source>chooses what it will be taught</source>
        <translation>正在选择训练用的掩码</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::RoundForm</name>
    <message>
        <source>SOLO (FreeSOLO)</source>
        <translation>SOLO（FreeSOLO）</translation>
    </message>
    <message>
        <source>Mask R-CNN (MaskDistill)</source>
        <translation>Mask R-CNN（MaskDistill）</translation>
    </message>
    <message>
        <source>None: tune embeddings only</source>
        <translation>无：只微调嵌入</translation>
    </message>
    <message>
        <source>Preview: quick and rough</source>
        <translation>预览：快速而粗略</translation>
    </message>
    <message>
        <source>Small: larger network</source>
        <translation>小型：较大的网络</translation>
    </message>
    <message>
        <source>A larger network on larger pictures.</source>
        <translation>在较大的图像上使用较大的网络。</translation>
    </message>
    <message>
        <source>Full: as published</source>
        <translation>完整：按论文所述</translation>
    </message>
    <message>
        <source>The published figures. Needs a large machine; refused where the memory is too small.</source>
        <translation>论文中的设置。需要大型机器；内存太小时会被拒绝。</translation>
    </message>
    <message>
        <source>Next round</source>
        <translation>下一轮</translation>
    </message>
    <message>
        <source>Trains a segmenter on what you decided and on what is confident, then looks at every image again.</source>
        <translation>用您的判定和高置信度的伪标签训练分割器，然后重新查看每幅图像。</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>Segmenter</source>
        <translation>分割器</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Training time</source>
        <translation>训练时间</translation>
    </message>
    <message>
        <source>Training time in minutes</source>
        <translation>训练时间（分钟）</translation>
    </message>
    <message>
        <source>Tune embeddings on the decisions
(Mix-and-Match)</source>
        <translation>根据判定微调嵌入
（Mix-and-Match）</translation>
    </message>
    <message>
        <source>Learns from accepted categories which masks are alike, groups the masks anew and suggests a category for each undecided one. Needs two categories with five accepted masks each.</source>
        <translation>从已接受的类别学习哪些掩码相似，重新聚类，并为每个未判定掩码建议类别。需要两个类别，各有五个已接受的掩码。</translation>
    </message>
    <message>
        <source>What it will use</source>
        <translation>将使用什么</translation>
    </message>
    <message>
        <source>Start the round</source>
        <translation>开始本轮</translation>
    </message>
    <message>
        <source>Tune the embeddings</source>
        <translation>微调嵌入</translation>
    </message>
    <message>
        <source>A round is running</source>
        <translation>正在进行一轮训练</translation>
    </message>
    <message>
        <source>You can go on reviewing. A cancelled round keeps its last checkpoint and can be resumed.</source>
        <translation>您可以继续审阅。取消的轮次保留最后的检查点，可以继续。</translation>
    </message>
    <message>
        <source>Cancel the round</source>
        <translation>取消本轮</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在计数…</translation>
    </message>
    <message>
        <source>%1 as objects: %2 accepted, %3 confident
%4 as not an object
%5 with a poor outline are left out</source>
        <translation>作为物体 %1 个：接受 %2 个，高置信度 %3 个
作为非物体 %4 个
轮廓不佳的 %5 个略去</translation>
    </message>
    <message>
        <source>%1, %2 left (estimate)</source>
        <translation>%1，剩余 %2（估计）</translation>
    </message>
    <message>
        <source>Then it looks at all images.</source>
        <translation>然后查看所有图像。</translation>
    </message>
    <message>
        <source>So short a training changes little.</source>
        <translation>训练时间太短，变化不大。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::RoundOutlookReader</name>
    <message>
        <source>There are no candidates yet: find masks first.</source>
        <translation>还没有候选：请先发现掩码。</translation>
    </message>
    <message>
        <source>A few dozen accepted and rejected masks make a round much better.</source>
        <translation>几十个接受和拒绝的掩码会使本轮效果好得多。</translation>
    </message>
    <message>
        <source>It orders all masks by your decisions first; how many are confident may change then.</source>
        <translation>它先按您的判定对所有掩码排序；届时高置信度的数量可能改变。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::RoundPanel</name>
    <message>
        <source>training</source>
        <translation>正在训练</translation>
    </message>
    <message>
        <source>finding masks</source>
        <translation>正在发现掩码</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Discovery: %1</source>
        <translation>发现：%1</translation>
    </message>
    <message>
        <source>Round %1: %2</source>
        <translation>第 %1 轮：%2</translation>
    </message>
    <message>
        <source>No masks yet</source>
        <translation>还没有掩码</translation>
    </message>
    <message>
        <source>Find masks first; that is round 0. Then decide some of them and start a round.</source>
        <translation>请先发现掩码，那是第 0 轮。然后判定其中一些，再开始一轮。</translation>
    </message>
    <message>
        <source>Discovery has no loss curve</source>
        <translation>发现没有损失曲线</translation>
    </message>
    <message>
        <source>It needs no label: masks come from how alike the image&apos;s parts are. Rounds learn from your decisions; start one on the right.</source>
        <translation>它不需要标签：掩码来自图像各部分的相似程度。轮次从您的判定中学习；请在右侧开始一轮。</translation>
    </message>
    <message>
        <source>No curve yet</source>
        <translation>还没有曲线</translation>
    </message>
    <message>
        <source>It appears with the first training steps.</source>
        <translation>最初的训练步之后会出现。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::RoundPresenter</name>
    <message>
        <source>Accepted by %1, %2</source>
        <translation>由 %1 采纳，%2</translation>
    </message>
    <message>
        <source>Rolled back by %1, %2</source>
        <translation>由 %1 回退，%2</translation>
    </message>
    <message>
        <source> (round %1)</source>
        <translation>（第 %1 轮）</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ScatterView</name>
    <message>
        <source>Map of the masks</source>
        <translation>掩码的嵌入图</translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>已选 %Ln 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ShortcutModel</name>
    <message>
        <source>Changed. Its own: %1</source>
        <translation>已更改。原有：%1</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>任何位置</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>Works in</source>
        <translation>适用于</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ShortcutPage</name>
    <message>
        <source>Actions and their keys</source>
        <translation>操作及其快捷键</translation>
    </message>
    <message>
        <source>Search by name</source>
        <translation>按名称搜索</translation>
    </message>
    <message>
        <source>Search by key</source>
        <translation>按键搜索</translation>
    </message>
    <message>
        <source>Press it, then the key whose action you look for</source>
        <translation>按下它，再按您要查找的操作的键</translation>
    </message>
    <message>
        <source>Any key</source>
        <translation>任意键</translation>
    </message>
    <message>
        <source>Key: %1</source>
        <translation>按键：%1</translation>
    </message>
    <message>
        <source>Record a key</source>
        <translation>录制按键</translation>
    </message>
    <message>
        <source>The next key you press is its key, instead of those it has</source>
        <translation>接下来按的键将取代它现有的键</translation>
    </message>
    <message>
        <source>Add another</source>
        <translation>再加一个</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>无按键</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Take it over</source>
        <translation>接管</translation>
    </message>
    <message>
        <source>It has no key now; the command palette still runs it.</source>
        <translation>它现在没有按键；仍可用命令面板运行。</translation>
    </message>
    <message>
        <source>%1 means &quot;%2&quot; now. Give that another key first, or reset all.</source>
        <translation>%1 现在用于“%2”。请先给那个操作另一个键，或全部重置。</translation>
    </message>
    <message>
        <source>&amp;Preset</source>
        <translation>预设(&amp;P)</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>Every action has its own key again.</source>
        <translation>所有操作已恢复原有按键。</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>无按键</translation>
    </message>
    <message>
        <source>No action has this name or key.</source>
        <translation>没有操作有此名称或按键。</translation>
    </message>
    <message>
        <source>Your own</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>%1 already means %2.</source>
        <translation>%1 已用于%2。</translation>
    </message>
    <message>
        <source>Taken over. Without a key now: %1.</source>
        <translation>已接管。现在没有按键的：%1。</translation>
    </message>
    <message>
        <source>Keys as in the preset %1.</source>
        <translation>按键与预设“%1”相同。</translation>
    </message>
    <message>
        <source>Import keys</source>
        <translation>导入快捷键</translation>
    </message>
    <message>
        <source>Keys (*.json);;All files (*)</source>
        <translation>快捷键 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>%1 can&apos;t be read: %2</source>
        <translation>无法读取 %1：%2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; and &quot;%3&quot; share a key. Nothing was changed.</source>
        <translation>%1：“%2”与“%3”使用同一按键。未作任何更改。</translation>
    </message>
    <message>
        <source>Keys read from %1.</source>
        <translation>已从 %1 读取快捷键。</translation>
    </message>
    <message>
        <source>Keys read from %1. Unknown here and left out: %2.</source>
        <translation>已从 %1 读取快捷键。未知而略去的：%2。</translation>
    </message>
    <message>
        <source>Export keys</source>
        <translation>导出快捷键</translation>
    </message>
    <message>
        <source>Keys (*.json)</source>
        <translation>快捷键 (*.json)</translation>
    </message>
    <message>
        <source>%1 can&apos;t be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
    <message>
        <source>Keys written to %1.</source>
        <translation>快捷键已写入 %1。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::SplitPage</name>
    <message>
        <source>To the other side</source>
        <translation>移到另一侧</translation>
    </message>
    <message>
        <source>The selected masks go to the other half</source>
        <translation>所选掩码移到另一半</translation>
    </message>
    <message>
        <source>Keep as one (Esc)</source>
        <translation>保持为一个 (Esc)</translation>
    </message>
    <message>
        <source>Split (Enter)</source>
        <translation>拆分 (Enter)</translation>
    </message>
    <message>
        <source>Masks that stay</source>
        <translation>保留的掩码</translation>
    </message>
    <message>
        <source>Masks that become a new cluster</source>
        <translation>成为新聚类的掩码</translation>
    </message>
    <message>
        <source>Split %1?</source>
        <translation>拆分 %1？</translation>
    </message>
    <message>
        <source>%1 stay in %2</source>
        <translation>%1留在%2</translation>
    </message>
    <message>
        <source>%1 become a new cluster</source>
        <translation>%1成为新聚类</translation>
    </message>
    <message>
        <source>1 mask</source>
        <translation>1 个掩码</translation>
    </message>
    <message>
        <source>%1 masks</source>
        <translation>%1 个掩码</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::StartPage</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Maskwright</source>
        <translation>Maskwright</translation>
    </message>
    <message>
        <source>Instance masks for a folder of photographs, without a label to begin with. You look and press a key.</source>
        <translation>为一个文件夹的照片生成实例掩码，起步无需任何标签。您看一眼，按一个键。</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>Open a folder of images</source>
        <translation>打开图像文件夹</translation>
    </message>
    <message>
        <source>Finds objects in your own pictures. They stay where they are and as they are.</source>
        <translation>在您自己的图像中发现物体。图像留在原处，保持原样。</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Goes on where you stopped.</source>
        <translation>从上次停下的地方继续。</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>试用示例</translation>
    </message>
    <message>
        <source>Renders a small collection with known masks: a first look in a minute.</source>
        <translation>渲染一个掩码已知的小图像集：一分钟内初步了解。</translation>
    </message>
    <message>
        <source>or drop a folder or a project anywhere in this window</source>
        <translation>或将文件夹或项目拖放到此窗口的任意位置</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::StatusStrip</name>
    <message>
        <source>Show the jobs</source>
        <translation>显示任务</translation>
    </message>
    <message>
        <source>Progress of the running job</source>
        <translation>运行中任务的进度</translation>
    </message>
    <message>
        <source>%1 undecided</source>
        <translation>未判定 %1</translation>
    </message>
    <message>
        <source>%1 undecided, %2 accepted, %3 not an object</source>
        <translation>未判定 %1 个，接受 %2 个，非物体 %3 个</translation>
    </message>
    <message>
        <source>%1/h</source>
        <translation>%1/小时</translation>
    </message>
    <message>
        <source>%1, %2 left</source>
        <translation>%1，剩余 %2</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>saving</source>
        <translation>正在保存</translation>
    </message>
    <message>
        <source>not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>Masks decided an hour over the last ten minutes, pauses left out; the overview measures the whole session. Of a decision on many masks, as many count as can be looked at.</source>
        <translation>最近十分钟内每小时判定的掩码数，不计停顿；概览统计整个审阅时段。一次判定许多掩码时，只计来得及查看的数量。</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::TopBar</name>
    <message>
        <source>Project menu</source>
        <translation>项目菜单</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>聚类</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>嵌入图</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Prototypes</source>
        <translation>原型</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Find masks</source>
        <translation>发现掩码</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Size of the tiles (Ctrl+wheel)</source>
        <translation>缩略图大小（Ctrl+滚轮）</translation>
    </message>
    <message>
        <source>Tile size</source>
        <translation>缩略图大小</translation>
    </message>
    <message>
        <source>Jobs (%1)</source>
        <translation>任务 (%1)</translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n 个正在运行</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::UsedInRoundBox</name>
    <message>
        <source>Used in round</source>
        <translation>用于轮次</translation>
    </message>
    <message>
        <source>What a round trained on, as what, and why</source>
        <translation>某轮用什么训练、角色及原因</translation>
    </message>
    <message>
        <source>Whether used or not</source>
        <translation>无论是否使用</translation>
    </message>
    <message>
        <source>Round %1: %2 masks</source>
        <translation>第 %1 轮：%2 个掩码</translation>
    </message>
    <message>
        <source>Round %1: 1 mask</source>
        <translation>第 %1 轮：1 个掩码</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::VerdictBar</name>
    <message>
        <source>Verdicts</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Not an object</source>
        <translation>非物体</translation>
    </message>
    <message>
        <source>Bad mask</source>
        <translation>掩码不佳</translation>
    </message>
    <message>
        <source>Fix later</source>
        <translation>待修</translation>
    </message>
    <message>
        <source>Relabel</source>
        <translation>改类别</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Edit the mask</source>
        <translation>编辑掩码</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>没有可撤销的</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>撤销：%1</translation>
    </message>
    <message>
        <source>Nothing to redo</source>
        <translation>没有可重做的</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>重做：%1</translation>
    </message>
    <message>
        <source>Select the undecided on the screen: one verdict for all that are left there</source>
        <translation>选中屏幕上未判定的掩码：一次判定其余全部</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>本屏</translation>
    </message>
    <message>
        <source>None undecided</source>
        <translation>没有未判定的</translation>
    </message>
    <message>
        <source>%1 undecided</source>
        <translation>%1 个未判定</translation>
    </message>
    <message>
        <source>%1 undecided of %2</source>
        <translation>%2 个中 %1 个未判定</translation>
    </message>
    <message>
        <source>Decided as one step of undo</source>
        <translation>作为一步判定，可一步撤销</translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>已选 %Ln 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maskwright::ui::VerdictMark</name>
    <message>
        <source>On disk</source>
        <translation>已在磁盘上</translation>
    </message>
    <message>
        <source>Being saved</source>
        <translation>正在保存</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::VerdictShare</name>
    <message>
        <source>Masks by verdict</source>
        <translation>各判定的掩码数</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::ViewChip</name>
    <message>
        <source>Back to all masks</source>
        <translation>返回全部掩码</translation>
    </message>
    <message>
        <source>%1. Back to all masks</source>
        <translation>%1。返回全部掩码</translation>
    </message>
    <message>
        <source>%1: back to all masks</source>
        <translation>%1：返回全部掩码</translation>
    </message>
</context>
<context>
    <name>maskwright::ui::WholeImage</name>
    <message>
        <source>Whole image</source>
        <translation>整幅图像</translation>
    </message>
    <message>
        <source>Open the image</source>
        <translation>打开图像</translation>
    </message>
</context>
</TS>
