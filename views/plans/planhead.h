#pragma once

#include <QWidget>

class QPushButton;

namespace billhook::widgets {
class Badge;
class TextLabel;
} // namespace billhook::widgets

namespace billhook::plans {

class PlanEditor;

/** Over the form: which plan it is, how it stands, and what can be done with it as a whole. */
class PlanHead final : public QWidget
{
    Q_OBJECT

public:
    explicit PlanHead(PlanEditor &editor, QWidget *parent = nullptr);

    void fill(bool readOnly);

private:
    PlanEditor &m_editor;
    widgets::TextLabel *m_title;
    widgets::Badge *m_state;
    widgets::TextLabel *m_product;
    QPushButton *m_archive;
};

} // namespace billhook::plans
