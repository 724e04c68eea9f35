/** The sample CRM: leads, accounts, opportunities, activities and tasks. */
@NullMarked
package dev.countersign.sandbox.crm;

import org.jspecify.annotations.NullMarked;
