#pragma once

#include <QProxyStyle>

class QStyleOptionSlider;

namespace billhook::theme {

class FocusRing;

// The look of every standard control: our metrics, radii and colours over Fusion's behaviour. Colours come
// from the palette of the option, so a theme switch is a palette change.
//
// A push or tool button may carry the property "kind": "primary", "ghost" or "link"; absent is the secondary
// button. "small" (28 px) and "tiny" (24 px) as property "controlSize"; absent is 32 px. A field's
// "fieldState" is "dirty", "warning" or "error".
class BillhookStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    BillhookStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
        const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
        const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
        const QWidget *widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
        const QWidget *widget) const override;
    QRect subElementRect(
        SubElement element, const QStyleOption *option, const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl subControl,
        const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
        QStyleHintReturn *returnData) const override;
    void polish(QWidget *widget) override;
    using QProxyStyle::polish;

private:
    static void drawHeaderGround(const QStyleOption *option, QPainter *painter);
    static QRect scrollBarPart(const QStyleOptionSlider *option, SubControl subControl);

    FocusRing *m_ring{};
};

} // namespace billhook::theme
