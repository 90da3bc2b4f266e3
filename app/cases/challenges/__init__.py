"""第7条: the applicant's challenge (忌避): who can be named, how it is filed, how it is judged and carried out."""
