#pragma once

#include "services/billing/editplans.h"
#include "views/plans/planeditor.h"

#include <QWidget>

#include <map>
#include <optional>

class QPushButton;
class QVBoxLayout;

namespace billhook::widgets {
class FormField;
class ListEditor;
class FieldMessage;
class Switch;
class TextField;
class TextLabel;
} // namespace billhook::widgets

namespace billhook::plans {

class PlanHead;
class PriceTable;

/** The fields of the plan that an editor has open. Fills them from it and tells it what the person does. */
class PlanForm final : public QWidget
{
    Q_OBJECT

public:
    explicit PlanForm(PlanEditor &editor, QWidget *parent = nullptr);

    void setHolders(const std::optional<billing::PriceHolders> &holders); ///< none: not read yet
    void setReadOnly(bool readOnly);
    void fill(); ///< from the editor
    void focusProblem(); ///< the first field that is wrong
    void focusFirst();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Text
    {
        widgets::TextField *field{};
        widgets::FormField *frame{};
        QString items::PlanDraft::*member{};
    };

    QWidget *makeFields();
    QWidget *makeFoot();
    void addTexts(QVBoxLayout &rows);
    void addPrices(QVBoxLayout &rows);
    void addLimits(QVBoxLayout &rows);
    void addFeatures(QVBoxLayout &rows);
    widgets::FormField *addText(const QString &key, const QString &label, QString items::PlanDraft::*member,
        const QString &hint = {});
    QPushButton *addHead(QVBoxLayout &rows, const QString &title, const QString &action);
    void fillTexts();
    void fillPrices();
    void fillFoot();
    void addPrice();

    PlanEditor &m_editor;
    std::optional<billing::PriceHolders> m_holders;
    std::map<QString, Text> m_texts;
    PlanHead *m_head;
    widgets::Switch *m_active{};
    widgets::Switch *m_perUnit{};
    PriceTable *m_prices{};
    widgets::FieldMessage *m_defaultMessage{};
    widgets::FieldMessage *m_wholeMessage{};
    QPushButton *m_addPrice{};
    QPushButton *m_addFeature{};
    widgets::ListEditor *m_features{};
    widgets::FieldMessage *m_featuresMessage{};
    widgets::TextLabel *m_count{};
    QPushButton *m_discard{};
    bool m_readOnly{ false };
};

} // namespace billhook::plans
