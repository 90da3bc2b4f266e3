"""第6条第2項・第7条: hearing the committee — convening, seats, interests, opinions, closing, minutes, questions."""
