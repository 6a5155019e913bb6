#pragma once

#include "models/items/plandraft.h"
#include "services/billing/editplans.h"

#include <QMap>
#include <QWidget>

#include <optional>
#include <vector>

class QButtonGroup;
class QComboBox;
class QLabel;
class QRadioButton;
class QToolButton;
class QVBoxLayout;

namespace billhook::widgets {
class FieldMessage;
class MoneyField;
} // namespace billhook::widgets

namespace billhook::plans {

/** What the table shows of one plan's prices. */
struct PriceRows
{
    QList<items::PriceDraft> prices;
    QList<items::PriceDraft> base; ///< what was read: these have a fixed currency and interval
    std::vector<domain::PlanPrice> known; ///< with their ids at Stripe
    std::optional<billing::PriceHolders> holders; ///< none: not read yet
    QMap<QString, QString> problems; ///< by field
    bool readOnly = false;
};

/** Prices by interval and currency; another amount is another price at Stripe. */
class PriceTable final : public QWidget
{
    Q_OBJECT

public:
    explicit PriceTable(QWidget *parent = nullptr);

    void show(const PriceRows &rows);
    void focusLast(); ///< the amount of the last row

Q_SIGNALS:
    /** `field` is the same while one amount is typed; empty: a change of its own. */
    void pricesEdited(const QString &field, const QList<billhook::items::PriceDraft> &prices);

private:
    struct Line;

    Line *makeLine();
    void layOut(Line &line);
    void connectLine(Line *line);
    void fill(Line &line, qsizetype index);
    void fillAmount(Line &line, const items::PriceDraft &price);
    QString holdersText(const domain::PlanPrice *known) const;
    qsizetype indexOf(const Line *line) const;

    PriceRows m_rows;
    QVBoxLayout *m_layout;
    QButtonGroup *m_defaults;
    std::vector<Line *> m_lines;
};

} // namespace billhook::plans
