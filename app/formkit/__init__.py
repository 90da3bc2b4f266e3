"""Forms: form-js definitions compiled to WTForms, and disclosure catalogues filled, assessed and shown."""

from app.formkit.bound import BoundForm, FormError
from app.formkit.catalogue import Catalogue
from app.formkit.catalogue_file import load_catalogue
from app.formkit.compiler import compile_form
from app.formkit.errors import CatalogueError, FormDefinitionError, SpreadsheetRefused
from app.formkit.posted import BESIDE, TRANSPORT
from app.formkit.spec import FormSpec, Section

__all__ = [
    "BESIDE",
    "TRANSPORT",
    "BoundForm",
    "Catalogue",
    "CatalogueError",
    "FormDefinitionError",
    "FormError",
    "FormSpec",
    "Section",
    "SpreadsheetRefused",
    "compile_form",
    "load_catalogue",
]
