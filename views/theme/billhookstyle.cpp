#include "views/theme/billhookstyle.h"

#include "views/theme/focusring.h"
#include "views/theme/painters.h"
#include "views/theme/tokens.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QFocusFrame>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOption>
#include <QTabBar>

namespace billhook::theme {

using namespace Qt::StringLiterals;

namespace {

int controlHeight(const QWidget *widget)
{
    const QString size = widget != nullptr ? widget->property("controlSize").toString() : QString();
    if (size == "tiny"_L1) {
        return metric::controlTiny;
    }
    return size == "small"_L1 ? metric::controlSmall : metric::control;
}

QSize toolButtonSize(const QStyleOptionToolButton &option, const QWidget *widget)
{
    const int height = controlHeight(widget);
    if (option.text.isEmpty() || option.toolButtonStyle == Qt::ToolButtonIconOnly) {
        return { height, height };
    }
    int width = 2 * metric::space3 + option.fontMetrics.horizontalAdvance(option.text);
    if (!option.icon.isNull() && option.toolButtonStyle == Qt::ToolButtonTextBesideIcon) {
        width += option.iconSize.width() + 6;
    }
    const QString prefix = widget != nullptr ? widget->property("prefix").toString() : QString();
    if (!prefix.isEmpty()) {
        width += option.fontMetrics.horizontalAdvance(prefix) + 6;
    }
    if (option.features.testFlag(QStyleOptionToolButton::HasMenu)) {
        width += 20;
    }
    return { width, height };
}

QSize menuItemSize(const QStyleOptionMenuItem &option, const QSize &contents)
{
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        return { contents.width(), 9 };
    }
    const QStringList parts = option.text.split(u'\t');
    const int key
        = parts.size() > 1 ? option.fontMetrics.horizontalAdvance(parts.value(1)) + metric::space5 : 0;
    return { option.fontMetrics.horizontalAdvance(parts.value(0)) + key + 64, metric::rowCompact };
}

bool isFollowedByRing(const QWidget *widget)
{
    return qobject_cast<const QAbstractButton *>(widget) != nullptr
        || qobject_cast<const QComboBox *>(widget) != nullptr || widget->property("focusRing").toBool();
}

} // namespace

BillhookStyle::BillhookStyle()
    : QProxyStyle(u"fusion"_s)
    , m_ring(new FocusRing(this))
{ }

void BillhookStyle::drawPrimitive(
    PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
        return paint::pushButton(*painter, *option, widget);
    case PE_PanelLineEdit:
        return paint::field(*painter, *option, widget);
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return paint::checkBox(*painter, *option);
    case PE_IndicatorRadioButton:
        return paint::radioButton(*painter, *option);
    case PE_PanelMenu:
    case PE_FrameMenu:
        return paint::menuPanel(*painter, *option);
    case PE_PanelTipLabel:
        return paint::tip(*painter, *option);
    case PE_FrameFocusRect: // the ring is a FocusRing, item views draw theirs in the row
    case PE_FrameLineEdit: // part of the panel
    case PE_IndicatorHeaderArrow: // part of the label
    case PE_FrameTabBarBase:
    case PE_FrameStatusBarItem:
    case PE_PanelMenuBar:
    case PE_Frame:
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void BillhookStyle::drawControl(
    ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonBevel:
        return paint::pushButton(*painter, *option, widget);
    case CE_PushButtonLabel: {
        QStyleOptionButton label = *qstyleoption_cast<const QStyleOptionButton *>(option);
        label.palette.setColor(QPalette::ButtonText, paint::buttonColors(*option, widget).text);
        return QProxyStyle::drawControl(element, &label, painter, widget);
    }
    case CE_MenuItem:
        return paint::menuItem(*painter, *qstyleoption_cast<const QStyleOptionMenuItem *>(option));
    case CE_MenuBarItem:
        return paint::menuBarItem(*painter, *qstyleoption_cast<const QStyleOptionMenuItem *>(option));
    case CE_MenuBarEmptyArea:
        return paint::menuBarGround(*painter, *option);
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        return drawHeaderGround(option, painter);
    case CE_Header: // the base asks itself, not us, where the label is
        drawHeaderGround(option, painter);
        [[fallthrough]];
    case CE_HeaderLabel:
        return paint::headerLabel(*painter, *qstyleoption_cast<const QStyleOptionHeader *>(option));
    case CE_TabBarTabShape:
        return paint::tabShape(*painter, *qstyleoption_cast<const QStyleOptionTab *>(option));
    case CE_FocusFrame: {
        const auto *frame = qobject_cast<const QFocusFrame *>(widget);
        return paint::focusFrame(*painter, *option, frame != nullptr ? frame->widget() : nullptr);
    }
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void BillhookStyle::drawHeaderGround(const QStyleOption *option, QPainter *painter)
{
    if (const auto *section = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
        return paint::headerSection(*painter, *section);
    }
    QStyleOptionHeader whole;
    whole.rect = option->rect;
    whole.palette = option->palette;
    paint::headerSection(*painter, whole);
}

void BillhookStyle::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ToolButton) {
        return paint::toolButton(
            *painter, *qstyleoption_cast<const QStyleOptionToolButton *>(option), widget);
    }
    if (control == CC_ComboBox) {
        return paint::comboBox(*painter, *qstyleoption_cast<const QStyleOptionComboBox *>(option));
    }
    if (control == CC_ScrollBar) {
        return paint::scrollBar(*painter, *qstyleoption_cast<const QStyleOptionSlider *>(option),
            subControlRect(control, option, SC_ScrollBarSlider, widget));
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QSize BillhookStyle::sizeFromContents(
    ContentsType type, const QStyleOption *option, const QSize &size, const QWidget *widget) const
{
    switch (type) {
    case CT_ToolButton:
        return toolButtonSize(*qstyleoption_cast<const QStyleOptionToolButton *>(option), widget);
    case CT_PushButton:
        return { size.width() + 2 * (controlHeight(widget) == metric::control ? metric::space3 : 10),
            controlHeight(widget) };
    case CT_LineEdit:
    case CT_ComboBox:
        return { QProxyStyle::sizeFromContents(type, option, size, widget).width() + metric::space3,
            controlHeight(widget) };
    case CT_MenuItem:
        return menuItemSize(*qstyleoption_cast<const QStyleOptionMenuItem *>(option), size);
    case CT_MenuBarItem:
        return { size.width() + metric::space4, metric::menuBar };
    case CT_MenuBar:
        return { size.width(), metric::menuBar };
    case CT_HeaderSection:
        return { QProxyStyle::sizeFromContents(type, option, size, widget).width(), metric::tableHeader };
    case CT_TabBarTab:
        return { QProxyStyle::sizeFromContents(type, option, size, widget).width(), metric::cardHead };
    case CT_CheckBox:
    case CT_RadioButton:
        return QProxyStyle::sizeFromContents(type, option, size, widget).expandedTo({ 24, 24 });
    default:
        return QProxyStyle::sizeFromContents(type, option, size, widget);
    }
}

QRect BillhookStyle::subElementRect(
    SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_LineEditContents) {
        return option->rect.adjusted(metric::space2, 1, -metric::space2, -1);
    }
    if (element == SE_HeaderArrow) {
        return {}; // part of the label
    }
    if (element == SE_HeaderLabel) {
        return option->rect;
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect BillhookStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
    SubControl subControl, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        if (subControl == SC_ScrollBarAddLine || subControl == SC_ScrollBarSubLine) {
            return {}; // wheel, keys and the trough do; no arrow buttons
        }
        if (subControl == SC_ScrollBarGroove) {
            return option->rect;
        }
        return scrollBarPart(qstyleoption_cast<const QStyleOptionSlider *>(option), subControl);
    }
    if (control == CC_ComboBox && subControl == SC_ComboBoxEditField) {
        return option->rect.adjusted(metric::space2, 1, -28, -1);
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QRect BillhookStyle::scrollBarPart(const QStyleOptionSlider *option, SubControl subControl)
{
    const bool vertical = option->orientation == Qt::Vertical;
    const int length = vertical ? option->rect.height() : option->rect.width();
    const qint64 range = qint64{ option->maximum } - option->minimum;
    int handle = length;
    if (range > 0) {
        handle = static_cast<int>(qint64{ option->pageStep } * length / (range + option->pageStep));
        handle = std::clamp(handle, std::min(32, length), length);
    }
    const int start = sliderPositionFromValue(
        option->minimum, option->maximum, option->sliderPosition, length - handle, option->upsideDown);
    int from = 0;
    int size = length;
    if (subControl == SC_ScrollBarSlider) {
        from = start;
        size = handle;
    } else if (subControl == SC_ScrollBarSubPage) {
        size = start;
    } else if (subControl == SC_ScrollBarAddPage) {
        from = start + handle;
        size = length - from;
    }
    return vertical ? QRect(option->rect.left(), option->rect.top() + from, option->rect.width(), size)
                    : QRect(option->rect.left() + from, option->rect.top(), size, option->rect.height());
}

int BillhookStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_MenuBarVMargin:
    case PM_MenuBarItemSpacing:
    case PM_MenuBarPanelWidth:
    case PM_ButtonDefaultIndicator:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_MenuHMargin:
        return 0;
    case PM_MenuBarHMargin:
        return theme::metric::space2;
    case PM_MenuVMargin:
        return theme::metric::space1;
    case PM_MenuPanelWidth:
    case PM_SplitterWidth:
        return 1;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize:
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return theme::metric::icon;
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return 4;
    case PM_TabBarTabHSpace:
        return 20;
    case PM_DefaultFrameWidth:
        return widget != nullptr && qobject_cast<const QAbstractItemView *>(widget) != nullptr
            ? 0
            : QProxyStyle::pixelMetric(metric, option, widget);
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int BillhookStyle::styleHint(
    StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *returnData) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_UnderlineShortcut:
    case SH_MenuBar_AltKeyNavigation:
        return hint == SH_UnderlineShortcut || hint == SH_MenuBar_AltKeyNavigation ? 1 : 0;
    case SH_FocusFrame_AboveWidget:
        return 1;
    case SH_FocusFrame_Mask:
        return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
    case SH_ToolTip_WakeUpDelay:
        return hint == SH_ToolTip_WakeUpDelay ? 500 : 0;
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

void BillhookStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    // Before a tip or message has its text: what others call themselves is never read as markup.
    if (auto *label = qobject_cast<QLabel *>(widget);
        label != nullptr && label->textFormat() == Qt::AutoText) {
        label->setTextFormat(Qt::PlainText);
    }
    if (qobject_cast<QAbstractButton *>(widget) != nullptr || qobject_cast<QComboBox *>(widget) != nullptr
        || qobject_cast<QScrollBar *>(widget) != nullptr || qobject_cast<QTabBar *>(widget) != nullptr
        || qobject_cast<QLineEdit *>(widget) != nullptr) {
        widget->setAttribute(Qt::WA_Hover);
    }
    if (isFollowedByRing(widget)) {
        m_ring->follow(widget);
    }
}

} // namespace billhook::theme
